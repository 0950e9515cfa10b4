import RiskDomain

import Foundation

/// The covariates of the memory hazard and the scales they are taken on.
///
/// Column 0 is the intercept and column 1 the logarithm of the age; the others
/// are divided by their spread in the training rows and kept within the range
/// they had there (methods/memory-hazard.md (4) to (6)).
public struct MemoryDesign: Hashable, Sendable, Codable {
  /// Coefficients that share one variance.
  enum Group: String, CaseIterable, Sendable {
    case own, siblingsUp = "siblings-up", siblingLosses = "sibling-losses"
    case hourOfDay = "hour-of-day", dayOfWeek = "day-of-week"
  }

  /// Hours added to an age before its logarithm: half a gap of usual probes.
  static let ageOffsetHours = 0.08
  /// Losses at the common rate that a faded rate starts from.
  static let priorLosses = 1.0
  /// Hours added to a previous spell before its logarithm.
  static let previousOffsetHours = 0.1
  /// Places in `PoolMemory.halfLivesHours` of rates and up-shares: 6, 24, 72 h.
  static let places = [2, 3, 4]
  static let firstSiblingColumn = 10
  static let firstClockColumn = 18
  /// Sine and cosine of one and of two turns a day.
  static let hourColumns = 4
  /// Sine and cosine of one turn a week.
  static let weekColumns = 2
  static let weekHours = 168.0
  /// Time, from the first probe to the last, from which on a week can be told
  /// from a drift: each of its hours was there twice.
  static let weekIsToldFromHours = 2 * weekHours

  /// Sorted; each has effects of the hour of the day, and of the week where
  /// that is told, of its own.
  public var regions: [String]
  /// Over all pools that were watched.
  public var lossesPerUpHour, upShare: Double
  public var meanLogPreviousUp, meanLogPreviousDown: Double
  /// Up-share now and of the last hours, in the zone and in other zones.
  public var siblingMeans: [Double]
  /// By column, q each.
  public var scales, lows, highs: [Double]

  var columnCount: Int { scales.count }

  /// A region's columns; artifacts from before there was a week have the hours
  /// alone, as data of less than two weeks do.
  var clockColumnsPerRegion: Int {
    regions.isEmpty
      ? 0 : (scales.count - Self.firstClockColumn) / regions.count
  }

  /// Whether the hazard moves with the day of the week.
  var hasWeek: Bool { clockColumnsPerRegion > Self.hourColumns }

  /// Names by column, q of them.
  var names: [String] {
    [
      "intercept", "log age", "loss rate 6 h", "loss rate 24 h",
      "loss rate 72 h", "up share 6 h", "up share 24 h", "up share 72 h",
      "previous up spell", "previous down spell",
    ]
      + ["zone", "other zones"].flatMap {
        [
          "\($0): up now", "\($0): up share 6 h", "\($0): losses 10 min",
          "\($0): losses 1 h",
        ]
      }
      + regions.flatMap { region in
        [
          "sin 24 h", "cos 24 h", "sin 12 h", "cos 12 h", "sin 168 h",
          "cos 168 h",
        ]
        .prefix(clockColumnsPerRegion).map { "\(region): \($0)" }
      }
  }

  /// A quarter of a memory's length at the common share comes first.
  static func priorHours(_ place: Int) -> Double {
    0.25 * PoolMemory.halfLivesHours[place] / log(2)
  }

  /// The group of a column; nil for intercept and log age.
  func group(ofColumn j: Int) -> Group? {
    switch j {
    case 0, 1: nil
    case ..<Self.firstSiblingColumn: .own
    case ..<Self.firstClockColumn:
      (j - Self.firstSiblingColumn) % 4 < 2 ? .siblingsUp : .siblingLosses
    default:
      (j - Self.firstClockColumn) % clockColumnsPerRegion < Self.hourColumns
        ? .hourOfDay : .dayOfWeek
    }
  }

  /// log((a + offset) / (1 + offset)): 0 at an age of one hour.
  static func logAge(_ hours: Double) -> Double {
    log((max(hours, 0) + ageOffsetHours) / (1 + ageOffsetHours))
  }

  /// Reference values and scales from training rows.
  init(_ rows: MemoryRows) {
    regions = Set(rows.pools.map(\.region)).sorted()
    let hours = rows.rows.reduce(0) { $0 + $1.exposureHours }
    let losses = rows.rows.reduce(0) { $0 + $1.losses }
    // Half a loss keeps a rate without losses above 0.
    lossesPerUpHour = (losses + 0.5) / max(hours, 1e-9)
    upShare =
      rows.watchedHours > 0 ? rows.upHours / rows.watchedHours : 0.5
    func mean(_ value: (MemoryRows.Row) -> Double?) -> Double {
      var sum = (0.0, 0.0)
      for row in rows.rows {
        guard let x = value(row) else { continue }
        sum = (sum.0 + x, sum.1 + 1)
      }
      return sum.1 > 0 ? sum.0 / sum.1 : 0
    }
    meanLogPreviousUp = mean {
      $0.memory.previousUpHours.map { log($0 + Self.previousOffsetHours) }
    }
    meanLogPreviousDown = mean {
      $0.memory.previousDownHours.map { log($0 + Self.previousOffsetHours) }
    }
    siblingMeans = [
      mean { $0.siblings.zone.count > 0 ? $0.siblings.zone.upShare : nil },
      mean {
        $0.siblings.zone.count > 0 ? $0.siblings.zone.recentUpShare : nil
      },
      mean {
        $0.siblings.otherZones.count > 0
          ? $0.siblings.otherZones.upShare : nil
      },
      mean {
        $0.siblings.otherZones.count > 0
          ? $0.siblings.otherZones.recentUpShare : nil
      },
    ]
    let perRegion =
      rows.tellsWeek
      ? Self.hourColumns + Self.weekColumns : Self.hourColumns
    let width = Self.firstClockColumn + perRegion * regions.count
    scales = Array(repeating: 1, count: width)
    lows = Array(repeating: -Double.greatestFiniteMagnitude, count: width)
    highs = Array(repeating: Double.greatestFiniteMagnitude, count: width)
    takeScales(rows)
  }

  /// Spread and range of the columns between log age and the clock's.
  private mutating func takeScales(_ rows: MemoryRows) {
    guard !rows.rows.isEmpty else { return }
    let columns = 2..<Self.firstClockColumn
    var sums = Array(repeating: 0.0, count: columnCount)
    var squares = sums
    var (low, high) = (sums, sums)
    var x = sums
    for (n, row) in rows.rows.enumerated() {
      fill(&x, row)
      for j in columns {
        sums[j] += x[j]
        squares[j] += x[j] * x[j]
        low[j] = n == 0 ? x[j] : min(low[j], x[j])
        high[j] = n == 0 ? x[j] : max(high[j], x[j])
      }
    }
    let count = Double(rows.rows.count)
    for j in columns {
      let variance = squares[j] / count - (sums[j] / count) * (sums[j] / count)
      // A column that never moves stays out: its coefficient is its prior's.
      scales[j] = variance > 1e-12 ? variance.squareRoot() : 1
      (lows[j], highs[j]) = (low[j] / scales[j], high[j] / scales[j])
    }
  }

  /// Writes the columns of a training row.
  func fill(_ x: inout [Double], _ row: MemoryRows.Row) {
    fillOwn(&x, row.memory)
    fillSiblings(&x, row.siblings)
    let region = regions.firstIndex(of: row.region)
    fillClock(&x, row.at, region: region)
    guard hasWeek, !row.tellsWeek, let region else { return }
    // A drift of days would be continued as a wave.
    let week =
      Self.firstClockColumn + clockColumnsPerRegion * region + Self.hourColumns
    for j in week..<(week + Self.weekColumns) { x[j] = 0 }
  }

  /// Intercept, age and the pool's own past.
  func fillOwn(_ x: inout [Double], _ memory: PoolMemory) {
    x[0] = 1
    x[1] = Self.logAge(memory.ageHours)
    for (k, place) in Self.places.enumerated() {
      let expected = lossesPerUpHour * memory.upHours(place)
      x[2 + k] = log(
        (memory.losses(place) + Self.priorLosses)
          / (expected + Self.priorLosses))
      let prior = Self.priorHours(place)
      x[5 + k] =
        (memory.upHours(place) + prior * upShare)
        / (memory.watchedHours(place) + prior) - upShare
    }
    x[8] =
      memory.previousUpHours.map {
        log($0 + Self.previousOffsetHours) - meanLogPreviousUp
      } ?? 0
    x[9] =
      memory.previousDownHours.map {
        log($0 + Self.previousOffsetHours) - meanLogPreviousDown
      } ?? 0
    for j in 2..<Self.firstSiblingColumn { clip(&x, j) }
  }

  /// The siblings' state; 0 where there are none.
  func fillSiblings(_ x: inout [Double], _ siblings: SiblingMemory) {
    for (g, group) in [siblings.zone, siblings.otherZones].enumerated() {
      let j = Self.firstSiblingColumn + 4 * g
      let isKnown = group.count > 0
      x[j] = isKnown ? group.upShare - siblingMeans[2 * g] : 0
      x[j + 1] = isKnown ? group.recentUpShare - siblingMeans[2 * g + 1] : 0
      x[j + 2] = log1p(group.losses10Minutes)
      x[j + 3] = log1p(group.losses1Hour)
      for i in j..<(j + 4) { clip(&x, i) }
    }
  }

  /// Sines and cosines of the hour of the day and of the week in UTC, in the
  /// region's columns.
  func fillClock(_ x: inout [Double], _ instant: UTCInstant, region: Int?) {
    for j in Self.firstClockColumn..<columnCount { x[j] = 0 }
    guard let region else { return }
    let day = Self.turn(instant, everyHours: 24)
    let j = Self.firstClockColumn + clockColumnsPerRegion * region
    (x[j], x[j + 1]) = (sin(day), cos(day))
    (x[j + 2], x[j + 3]) = (sin(2 * day), cos(2 * day))
    guard hasWeek else { return }
    let week = Self.turn(instant, everyHours: Self.weekHours)
    (x[j + 4], x[j + 5]) = (sin(week), cos(week))
  }

  /// Angle of a clock that turns once in a period, radians; 0 at the epoch, a
  /// Thursday's midnight.
  private static func turn(
    _ instant: UTCInstant, everyHours period: Double
  ) -> Double {
    let milliseconds = Int64(period * 3_600_000)
    return 2 * Double.pi * Double(instant.unixMilliseconds % milliseconds)
      / Double(milliseconds)
  }

  private func clip(_ x: inout [Double], _ j: Int) {
    x[j] = scaled(j, x[j])
  }

  /// A column's value on its scale, within the range of the training rows.
  func scaled(_ j: Int, _ value: Double) -> Double {
    min(max(value / scales[j], lows[j]), highs[j])
  }
}
