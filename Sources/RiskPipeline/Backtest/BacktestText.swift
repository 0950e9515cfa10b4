import RiskDomain
import RiskForecast
import RiskReport

extension BacktestReport {
  /// The scores as tables of 80 columns.
  public var text: String {
    var text = Paragraph.wrapped(
      "Backtest on data through \(dataThrough): "
        + Counted.of(folds.count, "origin") + " from "
        + "\(folds.first?.origin.rfc3339 ?? "-"), each fitted on what was known "
        + "there and scored up to the next.")
    for clock in clocks { text += "\n" + Self.text(clock) }
    text += "\n" + alarmsText
    if let truth { text += "\n" + Self.text(truth) }
    return text
  }

  private static func text(_ scores: ClockScores) -> String {
    let of = scores.clock == .probe ? "probed pools" : "instances"
    var text = Paragraph.wrapped(
      "Up-spells of \(of): \(NumberText.count(scores.stretches)) in "
        + Counted.of(scores.pools, "pool") + ", "
        + "\(NumberText.count(scores.losses)) lost. Gain: what the model is "
        + "better by, with 95 % from resampling each "
        + "\(scores.resampled).")
    var table = TextTable([
      ("forecaster", .left), ("nats", .right), ("gain", .right),
      ("seen/expected", .right), ("D-cal", .right),
    ])
    for one in scores.forecasters {
      table.add([
        one.name, NumberText.fixed(one.logScore, 4),
        gain(one.modelGain, 3), ratio(one),
        NumberText.fixed(one.dCalibrationP, 3),
      ])
    }
    text += table.text
    for horizon in scores.horizons { text += "\n" + Self.text(horizon) }
    if let coverage = scores.coverage {
      text +=
        "\n"
        + Paragraph.wrapped(
          "90 % intervals of a pool's losses up to the next origin: "
            + "\(NumberText.percent(coverage.covered, 1)) of "
            + "\(NumberText.count(coverage.windows)) held "
            + "(\(NumberText.percent(coverage.promised, 1)) promised).")
    }
    if scores.unknownAge > 0 {
      text += Paragraph.wrapped(
        Counted.of(
          scores.unknownAge, "up-spell of unknown age is",
          "up-spells of unknown age are") + " not scored.")
    }
    return text
  }

  private static func text(_ horizon: ClockScores.Horizon) -> String {
    var text =
      "Lost within \(DurationText.short(hours: horizon.hours)): "
      + Counted.of(horizon.forecasts, "forecast") + ", "
      + "\(NumberText.percent(horizon.baseRate, 1)) lost\n"
    var table = TextTable([
      ("forecaster", .left), ("AUC", .right), ("skill", .right),
      ("cal.err", .right), ("gain in Brier x 1000", .right),
    ])
    for one in horizon.forecasters {
      table.add([
        one.name, NumberText.fixed(one.auc, 3),
        NumberText.fixed(one.brierSkill, 3),
        NumberText.fixed(one.calibrationError, 3),
        gain(one.modelGain, 1, times: 1000),
      ])
    }
    text += table.text
    var deciles = TextTable(
      [("said", .left)]
        + horizon.deciles.map {
          ("\(NumberText.fixed(100 * $0.meanPredicted, 1))", .right)
        })
    deciles.add(
      ["seen"]
        + horizon.deciles.map { NumberText.fixed(100 * $0.meanObserved, 1) })
    return text + "Model by tenths of its forecasts, % lost:\n" + deciles.text
  }

  private static func text(_ truth: TruthScores) -> String {
    var table = TextTable([
      ("hazard of the first day", .left), ("pools", .right),
      ("error", .right), ("age x pool", .right), ("in 90 %", .right),
      ("gang of 4", .right),
    ])
    for group in truth.groups {
      table.add([
        group.name, NumberText.count(group.pools),
        NumberText.fixed(group.modelError, 4),
        NumberText.fixed(group.agePoolError, 4),
        NumberText.percent(group.covered, 1),
        NumberText.percent(group.gangCovered, 1),
      ])
    }
    var text =
      Paragraph.wrapped(
        "Against the truth of \(truth.scenario): root mean squared error of the "
          + "log cumulative hazard, and truths inside the 90 % bands.")
      + table.text
    var rhythms = TextTable([
      ("crest over trough of the day", .left), ("true", .right),
      ("said", .right),
    ])
    for rhythm in truth.rhythms where rhythm.isTold || rhythm.trueRatio > 1.001
    {
      rhythms.add([
        rhythm.region, NumberText.fixed(rhythm.trueRatio, 2),
        rhythm.isTold ? NumberText.fixed(rhythm.ratio, 2) : "none",
      ])
    }
    if !rhythms.isEmpty { text += "\n" + rhythms.text }
    return text
  }

  private static func gain(
    _ gain: ClockScores.Difference?, _ decimals: Int, times factor: Double = 1
  ) -> String {
    guard let gain else { return "-" }
    let parts = [gain.mean, gain.low, gain.high].map {
      NumberText.fixed($0 * factor, decimals)
    }
    return "\(parts[0]) (\(parts[1]), \(parts[2]))"
  }

  private static func ratio(_ one: ClockScores.Whole) -> String {
    guard let ratio = one.observedToExpected else { return "-" }
    let low = NumberText.fixed(one.observedToExpectedLow, 2)
    let high = NumberText.fixed(one.observedToExpectedHigh, 2)
    return "\(NumberText.fixed(ratio, 2)) (\(low), \(high))"
  }

  private var alarmsText: String {
    guard !alarms.isEmpty else {
      return Paragraph.wrapped(
        "No pool and no region departs from its forecasts (one false alarm in "
          + "a hundred places).")
    }
    var table = TextTable([
      ("departs from its forecasts", .left), ("since", .left),
      ("seen", .right), ("expected", .right),
    ])
    for alarm in alarms {
      table.add([
        alarm.place, alarm.at.rfc3339, NumberText.count(alarm.observed),
        NumberText.fixed(alarm.expected, 1),
      ])
    }
    return table.text
      + Paragraph.wrapped(
        "One place in a hundred is named by chance. Losses of one pool within "
          + "three minutes count once.")
  }
}
