import RiskDomain
import RiskForecast

extension PageSection {
  /// Whether earlier forecasts came true.
  static let backtest = PageSection(
    name: "backtest",
    template: """
      <section id="backtest" aria-labelledby="backtest-h">
      <h2 id="backtest-h">Calibration and backtest</h2>
      {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
      {{#about}}<p class="sub">{{.}}</p>{{/about}}
      {{#clocks}}<h3>{{name}}</h3><p class="sub">{{about}}</p>
      <div class="grid">{{#charts}}{{>chart}}{{/charts}}</div>
      {{#whole}}{{>table}}{{/whole}}
      {{#horizons}}<details class="more"><summary>{{name}}</summary>\
      {{#table}}{{>table}}{{/table}}</details>{{/horizons}}{{/clocks}}
      </section>
      """
  ) { document, words in
    let backtest = document.backtest
    guard backtest.reason == nil else {
      return [
        "empty": "Not enough data to judge the forecasts: "
          + (backtest.reason ?? "")
      ]
    }
    return [
      "about":
        Counted.of(backtest.origins.count, "time")
        + " in the past the model was fitted on "
        + "what was known then and held against what followed, through "
        + "\(words.time(backtest.dataThrough)). "
        + (backtest.alarms.isEmpty
          ? "No place departs from its forecasts."
          : "Places that depart from their forecasts: "
            + backtest.alarms.map(\.place).joined(separator: ", ") + "."),
      "clocks": backtest.clocks.map(clock),
    ]
  }

  private static func clock(_ scores: ClockScores) -> [String: Any] {
    var about =
      Counted.of(scores.stretches, "up-spell") + " in "
      + Counted.of(scores.pools, "pool") + ", "
      + "\(NumberText.count(scores.losses)) lost."
    if let model = scores.forecasters.first { about += bias(of: model) }
    if let coverage = scores.coverage {
      about +=
        " 90 % intervals of a pool's losses held "
        + "\(NumberText.percent(coverage.covered, 1)) of "
        + Counted.of(coverage.windows, "window") + " "
        + "(\(NumberText.percent(coverage.promised, 1)) promised)."
    }
    return [
      "name": scores.clock == .probe ? "Probed pools" : "Instances",
      "about": about, "charts": scores.horizons.map(calibration),
      "whole": whole(scores).context,
      "horizons": scores.horizons.map { horizon in
        [
          "name": "Scores within \(PageWords.hours(horizon.hours))",
          "table": within(horizon).context,
        ] as [String: Any]
      },
    ]
  }

  /// Whether the model says too much or too little, where that is sure.
  private static func bias(of model: ClockScores.Whole) -> String {
    guard let ratio = model.observedToExpected,
      let low = model.observedToExpectedLow,
      let high = model.observedToExpectedHigh
    else { return "" }
    let text =
      " For one loss expected \(NumberText.fixed(ratio, 2)) came "
      + "(\(NumberText.fixed(low, 2)) to \(NumberText.fixed(high, 2)))"
    if low > 1 { return text + ": the model said too few." }
    if high < 1 { return text + ": the model said too many." }
    return text + "."
  }

  private static func calibration(
    _ horizon: ClockScores.Horizon
  ) -> [String: Any] {
    var table = PageTable(
      "Lost within \(PageWords.hours(horizon.hours)), by tenths",
      [("tenth", .left), ("said", .right), ("came", .right)])
    for (index, decile) in horizon.deciles.enumerated() {
      table.add([
        "\(index + 1)", NumberText.percent(decile.meanPredicted, 1),
        NumberText.percent(decile.meanObserved, 1),
      ])
    }
    return chart(
      "Lost within \(PageWords.hours(horizon.hours))",
      note: Counted.of(horizon.forecasts, "forecast") + ", "
        + "\(NumberText.percent(horizon.baseRate, 1)) lost; said across, "
        + "came upwards", svg: CalibrationChart.svg(horizon), table: table)
  }

  private static func whole(_ scores: ClockScores) -> PageTable {
    var table = PageTable(
      "Against simple forecasters",
      [
        ("forecaster", .left), ("nats", .right),
        ("the model gains", .right), ("seen for one expected", .right),
        ("D-calibration p", .right),
      ])
    for row in scores.forecasters {
      table.add(
        [
          row.name, NumberText.fixed(row.logScore, 4),
          row.modelGain.map { gain($0, 3, by: 1) } ?? "",
          row.observedToExpected.map { ratio in
            NumberText.fixed(ratio, 2) + " ("
              + PageWords.fixed(row.observedToExpectedLow, 2) + "–"
              + PageWords.fixed(row.observedToExpectedHigh, 2) + ")"
          } ?? PageWords.unknown,
          PageWords.fixed(row.dCalibrationP, 3),
        ], mark: row.modelGain == nil ? "chosen" : nil)
    }
    return table
  }

  private static func within(_ horizon: ClockScores.Horizon) -> PageTable {
    var table = PageTable(
      "Lost within \(PageWords.hours(horizon.hours))",
      [
        ("forecaster", .left), ("AUC", .right), ("skill", .right),
        ("calibration error", .right),
        ("the model gains in Brier × 1000", .right),
      ])
    for row in horizon.forecasters {
      table.add(
        [
          row.name, PageWords.fixed(row.auc, 3),
          PageWords.fixed(row.brierSkill, 3),
          NumberText.fixed(row.calibrationError, 3),
          row.modelGain.map { gain($0, 1, by: 1000) } ?? "",
        ], mark: row.modelGain == nil ? "chosen" : nil)
    }
    return table
  }

  private static func gain(
    _ gain: ClockScores.Difference, _ decimals: Int, by factor: Double
  ) -> String {
    NumberText.fixed(gain.mean * factor, decimals) + " ("
      + NumberText.fixed(gain.low * factor, decimals) + " to "
      + NumberText.fixed(gain.high * factor, decimals) + ")"
  }
}
