import RiskDomain
public import RiskForecast

/// Forecast rows as a table and as CSV.
public enum ForecastTable {
  /// A table within 80 columns for three horizons, pools below their zones.
  ///
  /// - Parameter showsTime: with many moments, each row names its own.
  public static func text(_ rows: [ForecastRow], showsTime: Bool) -> String {
    let names = rows.map { name($0).count }.max() ?? 0
    var body = table(rows, showsTime: showsTime, nameWidth: names)
    let excess = (body.split(separator: "\n").map(\.count).max() ?? 0) - 80
    if excess > 0 {
      body = table(
        rows, showsTime: showsTime,
        nameWidth: max(names - excess, leastNameWidth))
    }
    let gangSize = rows.lazy.compactMap { $0.gang?.size }.first
    return body + words(gangSize) + priceWords(rows)
  }

  /// Shorter names could not be told apart.
  private static let leastNameWidth = 16

  private static func name(_ row: ForecastRow) -> String {
    let type = row.pool.instanceType
    return " " + (row.pool.os == "linux" ? type : type + "/" + row.pool.os)
  }

  /// A name cut in its middle to a width.
  private static func cut(_ name: String, to width: Int) -> String {
    guard name.count > width else { return name }
    let head = (width - 2) / 2
    return name.prefix(head) + ".." + name.suffix(width - 2 - head)
  }

  private static func table(
    _ rows: [ForecastRow], showsTime: Bool, nameWidth: Int
  ) -> String {
    let horizons = rows.first?.aheadHours ?? []
    var columns: [(String, TextTable.Alignment)] = [("pool", .left)]
    if showsTime { columns.append(("as of (UTC)", .left)) }
    columns += horizons.map { ("S(\(hours($0)))", .right) }
    let gangSize = rows.lazy.compactMap { $0.gang?.size }.first
    columns += [("band", .right)]
    columns +=
      gangSize == nil
      ? [("lost", .right), ("hours", .right)]
      : [("p90", .right), ("all", .right)]
    columns += [("basis", .left), ("$/h", .right)]
    var table = TextTable(columns)
    var zone: String?
    for row in rows {
      let here = row.pool.provider.rawValue + "/" + row.pool.zone
      if here != zone {
        table.add(
          [cut(here, to: max(nameWidth, 22))]
            + columns.dropFirst().map { _ in "" })
        zone = here
      }
      table.add(
        cells(
          row, name: cut(name(row), to: nameWidth), showsTime: showsTime,
          showsGang: gangSize != nil))
    }
    return table.text
  }

  /// How many prices stand still; empty where none is stored.
  private static func priceWords(_ rows: [ForecastRow]) -> String {
    let known = rows.compactMap(\.priceForecast)
    guard !known.isEmpty, let last = rows.first?.aheadHours.last else {
      return ""
    }
    let constant = known.count(where: \.isConstant)
    var text =
      "Spot prices: \(NumberText.count(constant)) of "
      + "\(NumberText.count(known.count)) histories hold no change."
    let widths = known.compactMap { price -> Double? in
      guard !price.isConstant, let low = price.low.last ?? nil,
        let high = price.high.last ?? nil, low > 0
      else { return nil }
      return (high / low).squareRoot() - 1
    }.sorted()
    if !widths.isEmpty {
      text +=
        " Of the others, the mean over the next \(hours(last)) stays within "
        + "\(NumberText.fixed(100 * widths[widths.count / 2], 1)) % of the "
        + "current price (90 %, a typical pool)."
    }
    return Paragraph.wrapped(text)
  }

  private static func words(_ gangSize: Int?) -> String {
    let age = "from the age that the data show or --age."
    let band = "Band: 90 % of the last S."
    guard let gangSize else {
      return Paragraph.wrapped(
        "S(t): probability of no interruption within t, \(age) \(band) Lost, "
          + "hours: the pool's own evidence.")
    }
    return Paragraph.wrapped(
      "S(t): probability that none of \(gangSize) instances of one pool is "
        + "interrupted within t, \(age) \(band) P90: so many or fewer are "
        + "lost by the last horizon in nine of ten cases, nobody being "
        + "replaced; all: probability that all are.")
  }

  private static func cells(
    _ row: ForecastRow, name: String, showsTime: Bool, showsGang: Bool
  ) -> [String] {
    var cells = [name]
    if showsTime { cells.append(String(row.asOf.rfc3339.prefix(16))) }
    cells += row.survival.map { NumberText.fixed($0, 2) }
    var band = "-"
    if let low = row.survivalLow.last ?? nil,
      let high = row.survivalHigh.last ?? nil
    {
      band = NumberText.fixed(low, 2) + "-" + NumberText.fixed(high, 2)
    }
    let evidence =
      showsGang
      ? [
        row.gang?.lostP90?.last.map { NumberText.count($0) } ?? "-",
        NumberText.fixed(row.gang?.allLost?.last, 3),
      ]
      : [
        NumberText.count(row.interruptions),
        NumberText.fixed(row.hoursAtRisk, 0),
      ]
    return cells + [band] + evidence + [
      row.evidence.rawValue,
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
    for name in ["priceLow", "priceHigh"] {
      header += horizons.map { "\(name)_\(hours($0))" }
    }
    let hasGang = rows.contains { $0.gang != nil }
    if hasGang {
      for name in ["meanLost", "allLost"] {
        header += horizons.map { "\(name)_\(hours($0))" }
      }
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
      let unknown = horizons.map { _ in Double?.none }
      cells += (row.priceForecast?.low ?? unknown).map(number)
      cells += (row.priceForecast?.high ?? unknown).map(number)
      if hasGang {
        let none = horizons.map { _ in Double?.none }
        cells += (row.gang?.meanLost ?? none).map(number)
        cells += (row.gang?.allLost ?? none).map(number)
      }
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
