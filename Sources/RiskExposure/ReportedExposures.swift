public import RiskDomain

/// Cells that were summed elsewhere, as cells of this table.
///
/// A cell whose age lies in one piece counts there; one that reaches over an
/// edge counts as time of unknown age, because nobody can say how its hours
/// are spread. Equal cells are summed and come out sorted.
///
/// - Parameters:
///   - table: exposures cut at the same edges.
///   - cutAtHours: the edges of a clock and process, hours from 0 on.
///   - splitsByHourOfWeek: whether cells of a clock carry the hour of the
///     week.
public func exposures(
  _ table: [Exposure], adding cells: [ExposureCell],
  cutAtHours: (Spell.Clock, Spell.Process) -> [Double],
  splitsByHourOfWeek: (Spell.Clock) -> Bool
) -> [Exposure] {
  guard !cells.isEmpty else { return table }
  let reported = cells.map { cell in
    Exposure(
      pool: cell.pool, process: cell.process, clock: cell.clock,
      age: piece(of: cell, cutAtHours(cell.clock, cell.process)),
      hourOfWeekUTC: splitsByHourOfWeek(cell.clock)
        ? cell.hourOfWeekUTC : nil,
      millisecondsAtRisk: cell.millisecondsAtRisk,
      interruptions: cell.interruptions)
  }
  return summed(table + reported)
}

/// The piece that holds a cell's age whole; nil when none does.
private func piece(
  of cell: ExposureCell, _ cutAtHours: [Double]
) -> AgeInterval? {
  guard let after = cell.ageAfterMilliseconds else { return nil }
  let edges = Set([0] + cutAtHours.filter { $0 > 0 }).sorted()
  for (index, edge) in edges.enumerated().reversed()
  where milliseconds(hours: edge) <= after {
    guard index + 1 < edges.count else {
      return AgeInterval(after: edge, through: Exposure.openEndHours)
    }
    let end = edges[index + 1]
    guard let through = cell.ageThroughMilliseconds,
      through <= milliseconds(hours: end)
    else { return nil }
    return AgeInterval(after: edge, through: end)
  }
  return nil
}
