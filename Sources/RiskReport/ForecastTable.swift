import RiskDomain
public import RiskForecast

/// Forecast rows as a table and as CSV.
public enum ForecastTable {
  /// A table within 80 columns for three horizons, pools below their zones.
  ///
  /// - Parameter showsTime: with many moments, each row names its own.
  public static func text(_ rows: [ForecastRow], showsTime: Bool) -> String {
    let horizons = rows.first?.aheadHours ?? []
    var columns: [(String, TextTable.Alignment)] = [("pool", .left)]
    if showsTime { columns.append(("as of (UTC)", .left)) }
    columns += horizons.map { ("S(\(hours($0)))", .right) }
    columns += [
      ("band", .right), ("lost", .right), ("hours", .right),
      ("basis", .left), ("$/h", .right),
    ]
    var table = TextTable(columns)
    var zone: String?
    for row in rows {
      let here = row.pool.provider.rawValue + "/" + row.pool.zone
      if here != zone {
        table.add([here] + columns.dropFirst().map { _ in "" })
        zone = here
      }
      table.add(cells(row, showsTime: showsTime))
    }
    return table.text
      + "S(t): probability of no interruption within t, from the age that the "
      + "data show\nor --age. Band: 90 % of the last S. Lost, hours: the "
      + "pool's own evidence.\n"
  }

  private static func cells(_ row: ForecastRow, showsTime: Bool) -> [String] {
    let type = row.pool.instanceType
    var cells = [
      " " + (row.pool.os == "linux" ? type : type + "/" + row.pool.os)
    ]
    if showsTime { cells.append(String(row.asOf.rfc3339.prefix(16))) }
    cells += row.survival.map { NumberText.fixed($0, 2) }
    var band = "-"
    if let low = row.survivalLow.last ?? nil,
      let high = row.survivalHigh.last ?? nil
    {
      band = NumberText.fixed(low, 2) + "-" + NumberText.fixed(high, 2)
    }
    return cells + [
      band, NumberText.count(row.interruptions),
      NumberText.fixed(row.hoursAtRisk, 0), row.evidence.rawValue,
      NumberText.fixed(
        row.pricePerHour, (row.pricePerHour ?? 0) < 10 ? 3 : 2),
    ]
  }

  /// Comma-separated values, one column per horizon and quantity.
  public static func csv(_ rows: [ForecastRow]) -> String {
    let horizons = rows.first?.aheadHours ?? []
    var header = [
      "asOf", "pool", "state", "ageHours", "evidence", "interruptions",
      "hoursAtRisk", "pricePerHour", "onDemandPerHour", "effectivePerHour",
    ]
    for name in ["survival", "survivalLow", "survivalHigh", "obtain"] {
      header += horizons.map { "\(name)_\(hours($0))" }
    }
    var lines = [header.joined(separator: ",")]
    for row in rows {
      var cells = [
        row.asOf.rfc3339, CSVField.text(row.pool.key), row.state.rawValue,
        "\(row.ageHours)", row.evidence.rawValue, "\(row.interruptions)",
        "\(row.hoursAtRisk)",
      ]
      cells += [row.pricePerHour, row.onDemandPerHour, row.effectivePerHour]
        .map(number)
      for values in [
        row.survival, row.survivalLow, row.survivalHigh, row.obtain,
      ] { cells += values.map(number) }
      lines.append(cells.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A horizon as a heading: `6h`.
  static func hours(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))h" : "\(value)h"
  }

  private static func number(_ value: Double?) -> String {
    value.map { "\($0)" } ?? ""
  }
}
