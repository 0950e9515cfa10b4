public import RiskDomain

/// Time at risk and events of spells, split at ages and hours of the week.
///
/// Each spell is cut at `cutAtHours` of its age and, on demand, at full hours
/// of the calendar; equal cells are summed and come out sorted, so any order
/// and any partition of the spells gives the same table. Milliseconds are
/// conserved: the table holds exactly the spells' total length. An event
/// belongs to the piece its spell ends in. Where a launch is known only to an
/// interval, time whose piece of age is in doubt has no age: which time that
/// is does not depend on how the life went on, so that rates in the pieces
/// stay unbiased.
///
/// - Parameters:
///   - cutAtHours: ages in hours where pieces meet, in any order; 0 is implied
///     and the last piece is open.
///   - splitByHourOfWeek: whether cells carry `hourOfWeekUTC`.
public func exposures(
  from spells: [Spell], cutAtHours: [Double], splitByHourOfWeek: Bool = false
) -> [Exposure] {
  let cuts = AgeCuts(hours: cutAtHours)
  // Pool by pool: a table of all pools at once outgrows the caches, and its
  // keys are texts.
  return Dictionary(grouping: spells, by: \.pool)
    .sorted { $0.key < $1.key }
    .flatMap { pool, own in
      // Sorted before they become rows, of which each copy holds a pool's
      // texts.
      cells(of: own, cuts, splitByHourOfWeek)
        .sorted { $0.key.place < $1.key.place }
        .map { cell, sum in
          Exposure(
            pool: pool, process: cell.process, clock: cell.clock,
            age: cuts.interval(cell.piece), hourOfWeekUTC: cell.hourOfWeek,
            millisecondsAtRisk: sum.milliseconds, interruptions: sum.events)
        }
    }
}

/// The sums of one pool's spells.
private func cells(
  of spells: [Spell], _ cuts: AgeCuts, _ splitByHourOfWeek: Bool
) -> [AgedCell: (milliseconds: Int64, events: Int)] {
  var cells: [AgedCell: (milliseconds: Int64, events: Int)] = [:]
  for spell in spells {
    cuts.split(spell, byHourOfWeek: splitByHourOfWeek) {
      cell, stretch, event in
      cells[cell, default: (0, 0)].milliseconds +=
        stretch.upperBound - stretch.lowerBound
      if event { cells[cell, default: (0, 0)].events += 1 }
    }
  }
  return cells
}

/// What makes two stretches of a pool's exposure the same cell.
struct AgedCell: Hashable {
  var process: Spell.Process
  var clock: Spell.Clock
  /// nil when the age is unknown.
  var piece: Int?
  var hourOfWeek: Int?
  /// Full hours since 1970; nil when they are not told apart.
  var hour: Int64?

  /// Where it stands among the cells of its pool: unknown ages and unsplit
  /// hours come first.
  fileprivate var place: (Int, Int, Int, Int) {
    (
      clock == .instance ? 0 : 1, process == .acquisition ? 0 : 1,
      piece ?? -1, hourOfWeek ?? -1
    )
  }
}

/// Lower edges of the age pieces in milliseconds, ascending from 0.
struct AgeCuts {
  var milliseconds: [Int64]

  /// Ages in hours, in any order; 0 is implied.
  init(hours: [Double]) {
    let positive = hours.filter { $0 > 0 }.map {
      RiskExposure.milliseconds(hours: $0)
    }
    milliseconds = [0] + Set(positive).sorted()
  }

  func interval(_ piece: Int?) -> AgeInterval? {
    guard let piece else { return nil }
    let end =
      piece + 1 < milliseconds.count
      ? hours(milliseconds: milliseconds[piece + 1]) : Exposure.openEndHours
    return AgeInterval(
      after: hours(milliseconds: milliseconds[piece]), through: end)
  }

  /// The piece that holds the moment after an age.
  func piece(after age: Int64) -> Int {
    var low = 0
    var high = milliseconds.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if milliseconds[middle] <= age { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Calls `add` with each stretch of a spell in one cell, in milliseconds since
  /// 1970, and whether it ends in a loss.
  func split(
    _ spell: Spell, byHourOfWeek: Bool = false, byHour: Bool = false,
    into add: (AgedCell, Range<Int64>, Bool) -> Void
  ) {
    let isEvent = spell.exit == .interrupted
    let start = spell.watchedFrom.unixMilliseconds
    let end = max(spell.watchedUntil.unixMilliseconds, start)
    // Age and calendar run at one speed: one offset leads from one to the
    // other, and lengths are taken on the calendar.
    let birth: Int64? = spell.watched.map {
      start - RiskExposure.milliseconds(hours: max($0.after, 0))
    }
    let doubt = max(spell.startUncertaintyMilliseconds, 0) / 2
    var cell = AgedCell(
      process: spell.process, clock: spell.clock, piece: nil, hourOfWeek: nil)
    var position = start
    repeat {
      var next = end
      if let birth {
        let youngest = piece(after: max(position - birth - doubt, 0))
        let oldest = piece(after: position - birth + doubt)
        cell.piece = youngest == oldest ? youngest : nil
        if oldest + 1 < milliseconds.count {
          next = min(next, birth + milliseconds[oldest + 1] - doubt)
        }
        if youngest < oldest {
          next = min(next, birth + milliseconds[youngest + 1] + doubt)
        }
      }
      if byHourOfWeek || byHour {
        let intoHour = ((position % 3_600_000) + 3_600_000) % 3_600_000
        next = min(next, position + 3_600_000 - intoHour)
        if byHourOfWeek {
          let instant = UTCInstant(unixMilliseconds: position)
          cell.hourOfWeek = instant.hourOfWeekUTC
        }
        if byHour { cell.hour = (position - intoHour) / 3_600_000 }
      }
      let isLast = next == end
      // A stretch without length counts only for the event at its end.
      if next > position || (isLast && isEvent) {
        add(cell, position..<max(next, position), isLast && isEvent)
      }
      position = next
    } while position < end
  }
}

/// A sum of numbers from files, held at the greatest there is.
private func heldSum<Number: FixedWidthInteger>(
  _ a: Number, _ b: Number
) -> Number {
  let (sum, isOver) = a.addingReportingOverflow(b)
  return isOver ? .max : sum
}

/// Equal cells as one, in the order of listings.
func summed(_ exposures: [Exposure]) -> [Exposure] {
  var sums: [Exposure: Exposure] = [:]
  for exposure in exposures {
    var cell = exposure
    cell.millisecondsAtRisk = 0
    cell.interruptions = 0
    var sum = sums[cell] ?? cell
    sum.millisecondsAtRisk = heldSum(
      sum.millisecondsAtRisk, exposure.millisecondsAtRisk)
    sum.interruptions = heldSum(sum.interruptions, exposure.interruptions)
    sums[cell] = sum
  }
  return sums.values.sorted(by: isBefore)
}

extension Exposure {
  /// Upper edge, in hours, that stands for "no end" in the last age piece.
  public static let openEndHours = 1e9
}

private func isBefore(_ a: Exposure, _ b: Exposure) -> Bool {
  if a.pool != b.pool { return a.pool < b.pool }
  if a.clock != b.clock { return a.clock.rawValue < b.clock.rawValue }
  if a.process != b.process { return a.process.rawValue < b.process.rawValue }
  // Unknown ages and unsplit hours come first.
  let (left, right) = (a.age?.after ?? -1, b.age?.after ?? -1)
  if left != right { return left < right }
  return (a.hourOfWeekUTC ?? -1) < (b.hourOfWeekUTC ?? -1)
}
