/// Events and exposure in cells, grouped by pool, as columns.
///
/// This is the exposure table read in the order of its pools: each row gives
/// its codes (age piece, hour of the week, …), its time at risk and its events.
/// Events are rare, so only cells that have some keep a count.
public struct PoolCells: Sendable {
  /// Entry p is pool p's first cell; one more entry than pools.
  let starts: [Int]
  /// Time at risk, ≥ 0, in the unit that rates are per.
  let exposure: [Double]
  /// Cells with events, ascending.
  let eventCells: [Int]
  /// Events of those cells, > 0.
  let eventCounts: [Double]
  /// One array an effect of cells, one code a cell.
  let cellCodes: [[UInt16]]
  /// One array an effect of pools, one code a pool.
  let poolCodes: [[UInt16]]

  public var poolCount: Int { starts.count - 1 }
  public var cellCount: Int { exposure.count }
  /// Events altogether.
  public var totalEvents: Double { eventCounts.reduce(0, +) }

  /// Columns of cells that stand pool after pool.
  ///
  /// - Parameters:
  ///   - cellsPerPool: how many cells each pool has; 0 for a pool that was
  ///     never watched.
  ///   - events: counts ≥ 0, one a cell. Multiply them and the exposure by a
  ///     weight to let old cells count less.
  ///   - exposure: time at risk ≥ 0, one a cell; > 0 where there are events.
  ///   - cellCodes: for each effect of cells one code a cell.
  ///   - poolCodes: for each effect of pools one code a pool.
  /// - Throws: `invalidData` with the cell; `noExposure`; `noEvents`.
  public init(
    cellsPerPool: [Int], events: [Double], exposure: [Double],
    cellCodes: [[UInt16]], poolCodes: [[UInt16]] = []
  ) throws(FitError) {
    var starts = [0]
    starts.reserveCapacity(cellsPerPool.count + 1)
    var total = 0
    for count in cellsPerPool {
      let (sum, isOver) = total.addingReportingOverflow(max(count, 0))
      total = isOver || count < 0 ? -1 : sum
      guard total >= 0 else { break }
      starts.append(total)
    }
    guard total == exposure.count, events.count == exposure.count,
      cellCodes.allSatisfy({ $0.count == exposure.count }),
      poolCodes.allSatisfy({ $0.count == cellsPerPool.count })
    else {
      throw FitError(
        code: .invalidData,
        message: "\(cellsPerPool.count) pools of \(total) cells, "
          + "\(exposure.count) exposures, \(events.count) event counts, "
          + "\(cellCodes.map(\.count)) codes of cells, "
          + "\(poolCodes.map(\.count)) codes of pools.",
        hint: "Give one of each for every cell or pool.")
    }
    var eventCells: [Int] = []
    var eventCounts: [Double] = []
    var watched = 0.0
    for i in exposure.indices {
      let (d, e) = (events[i], exposure[i])
      guard d >= 0, d.isFinite, e >= 0, e.isFinite, e > 0 || d == 0 else {
        throw FitError(
          code: .invalidData,
          message: "Cell \(i + 1): \(d) events in \(e) exposure.",
          hint: d > 0 && e == 0
            ? "Add the event on the cell's edge to the cell before it."
            : "Counts and exposures are ≥ 0 and finite.")
      }
      watched += e
      if d > 0 {
        eventCells.append(i)
        eventCounts.append(d)
      }
    }
    guard watched > 0 else {
      throw FitError(
        code: .noExposure, message: "No time at risk in \(total) cells.",
        hint: "Watch at least one pool before fitting.")
    }
    guard !eventCells.isEmpty else { throw .noEvents(rows: total) }
    self.starts = starts
    self.exposure = exposure
    self.eventCells = eventCells
    self.eventCounts = eventCounts
    self.cellCodes = cellCodes
    self.poolCodes = poolCodes
  }

  /// Pools without time at risk: the fit says nothing of them but its prior.
  public var poolsWithoutExposure: [Int] {
    (0..<poolCount).filter { pool in
      !exposure[starts[pool]..<starts[pool + 1]].contains { $0 > 0 }
    }
  }
}
