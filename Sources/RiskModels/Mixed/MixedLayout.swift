import Foundation
import RiskNumerics

/// Where the dense columns of a mixed model stand: effects of cells, then the
/// intercept, then effects of pools.
struct MixedLayout: Sendable {
  /// One range an effect of cells.
  let cellColumns: [Range<Int>]
  /// One range an effect of pools.
  let poolColumns: [Range<Int>]
  let names: [String]
  /// Largest number of each column in size.
  let scales: [Double]
  /// Penalties of the dense columns.
  let terms: [PenaltyTerm]
  /// Runs of pools whose cells go through a pass together.
  let blocks: [Range<Int>]
  /// Most cells and most pools of a block.
  let blockCells, blockPools: Int

  /// The intercept's column: the first that is constant within a pool.
  var intercept: Int { cellColumns.last?.upperBound ?? 0 }
  var columnCount: Int { names.count }
  /// Columns that are constant within a pool, the intercept the first.
  var poolWidth: Int { columnCount - intercept }

  init(
    cells: PoolCells, cellEffects: [CodedEffect], poolEffects: [CodedEffect]
  ) {
    var names: [String] = []
    var terms: [PenaltyTerm] = []
    func place(_ effect: CodedEffect) -> Range<Int> {
      let range = names.count..<(names.count + effect.basis.columns)
      names += (1...range.count).map { "\(effect.name).\($0)" }
      if let penalty = effect.penalty {
        terms.append(
          PenaltyTerm(
            name: effect.name, columns: range, matrix: penalty.matrix,
            rank: penalty.rank, smoothing: penalty.smoothing))
      }
      return range
    }
    cellColumns = cellEffects.map(place)
    names.append("(Intercept)")
    poolColumns = poolEffects.map(place)
    self.names = names
    scales =
      cellEffects.flatMap { $0.basis.columnScales } + [1]
      + poolEffects.flatMap { $0.basis.columnScales }
    self.terms = terms
    blocks = Self.blocks(cells.starts)
    blockCells =
      blocks.map { cells.starts[$0.upperBound] - cells.starts[$0.lowerBound] }
      .max() ?? 0
    blockPools = blocks.map(\.count).max() ?? 0
  }

  /// Runs of whole pools with at most 4,096 cells and 256 pools, or one pool.
  ///
  /// So much stays in the second-level cache. They depend on the cells only, so
  /// the bits of sums do too.
  private static func blocks(_ starts: [Int]) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var first = 0
    for pool in 0..<(starts.count - 1) where pool > first {
      if starts[pool + 1] - starts[first] > 4_096 || pool - first == 256 {
        blocks.append(first..<pool)
        first = pool
      }
    }
    if first < starts.count - 1 { blocks.append(first..<(starts.count - 1)) }
    return blocks
  }

  /// Σ λS in all columns.
  func penalty(_ smoothing: [Double]) -> Matrix {
    var sum = Matrix(rows: columnCount, columns: columnCount)
    for (term, strength) in zip(terms, smoothing) {
      let first = term.columns.lowerBound
      for i in 0..<term.columns.count {
        for j in 0..<term.columns.count {
          sum[first + i, first + j] = strength * term.matrix[i, j]
        }
      }
    }
    return sum
  }
}

/// What the events say, once for all passes: a Poisson likelihood needs no
/// more of them than these sums.
struct MixedSums: Sendable {
  /// Xᵀd and XᵀE, one a dense column.
  let events, exposure: [Double]
  /// Whether a column's basis has no two entries of opposite sign.
  let isOneSigned: [Bool]
  /// Σ d of each pool, then Σ d t where there is a tilt.
  let poolEvents: [Double]
  /// Σ (d log E − log d!).
  let constant: Double
  /// log(Σ d / Σ E).
  let logCommonRate: Double

  init(
    cells: PoolCells, layout: MixedLayout, cellEffects: [CodedEffect],
    poolEffects: [CodedEffect], tilt: PoolTilt?
  ) {
    let pools = cells.poolCount
    var perPool = Array(repeating: 0.0, count: pools * (tilt == nil ? 1 : 2))
    var watched = Array(repeating: 0.0, count: pools)
    var constant = 0.0
    var pool = 0
    for (cell, d) in zip(cells.eventCells, cells.eventCounts) {
      while cells.starts[pool + 1] <= cell { pool += 1 }
      perPool[pool] += d
      if let tilt {
        perPool[pools + pool] +=
          d * tilt.values[Int(cells.cellCodes[tilt.effect][cell])]
      }
      constant += d * log(cells.exposure[cell])
      if d != 1 { constant -= logGamma(d + 1) }
    }
    for p in 0..<pools {
      for i in cells.starts[p]..<cells.starts[p + 1] {
        watched[p] += cells.exposure[i]
      }
    }
    var events = Array(repeating: 0.0, count: layout.columnCount)
    var exposure = events
    var isOneSigned = Array(repeating: true, count: layout.columnCount)
    func add(
      _ effect: CodedEffect, _ columns: Range<Int>, _ counted: [Double],
      _ atRisk: [Double]
    ) {
      for (k, j) in columns.enumerated() {
        var signs = (false, false)
        for code in 0..<effect.basis.rows {
          let x = effect.basis[code, k]
          events[j] += x * counted[code]
          exposure[j] += x * atRisk[code]
          signs.0 = signs.0 || x > 0
          signs.1 = signs.1 || x < 0
        }
        isOneSigned[j] = !(signs.0 && signs.1)
      }
    }
    for (f, effect) in cellEffects.enumerated() {
      let codes = cells.cellCodes[f]
      var counted = Array(repeating: 0.0, count: effect.basis.rows)
      var atRisk = counted
      for (cell, d) in zip(cells.eventCells, cells.eventCounts) {
        counted[Int(codes[cell])] += d
      }
      for i in codes.indices { atRisk[Int(codes[i])] += cells.exposure[i] }
      add(effect, layout.cellColumns[f], counted, atRisk)
    }
    for (f, effect) in poolEffects.enumerated() {
      let codes = cells.poolCodes[f]
      var counted = Array(repeating: 0.0, count: effect.basis.rows)
      var atRisk = counted
      for p in 0..<pools {
        counted[Int(codes[p])] += perPool[p]
        atRisk[Int(codes[p])] += watched[p]
      }
      add(effect, layout.poolColumns[f], counted, atRisk)
    }
    let total = perPool.prefix(pools).reduce(0, +)
    let totalExposure = watched.reduce(0, +)
    events[layout.intercept] = total
    exposure[layout.intercept] = totalExposure
    self.events = events
    self.exposure = exposure
    self.isOneSigned = isOneSigned
    self.constant = constant
    poolEvents = perPool
    logCommonRate = log(total) - log(totalExposure)
  }
}

extension Matrix {
  /// The largest entry in size of each column.
  fileprivate var columnScales: [Double] {
    (0..<columns).map { j in
      (0..<rows).reduce(0) { max($0, abs(self[$1, j])) }
    }
  }
}
