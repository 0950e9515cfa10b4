import RiskNumerics

/// Sums of cells by the codes of two effects, or of a lone one.
///
/// With one-hot rows e_a and e_b of two codes, Σ μ e_a e_bᵀ is this table: all
/// that XᵀWX needs of the cells (methods/mixed-poisson.md (8)).
struct CodePair: Sendable {
  let first: Int
  /// nil for a lone effect.
  let second: Int?
  /// Codes of the second effect; 1 for a lone one.
  let width: Int
  var table: [Double]

  var matrix: Matrix {
    Matrix(rows: table.count / width, columns: width, elements: table)
  }

  mutating func clear() {
    for k in table.indices { table[k] = 0 }
  }

  /// Adds the numbers of a block's cells under their codes.
  mutating func add(
    _ values: [Double], of block: Range<Int>, _ cells: PoolCells
  ) {
    let from = cells.starts[block.lowerBound]
    let count = cells.starts[block.upperBound] - from
    if let second {
      CodedCells.tally(
        cells.cellCodes[first], cells.cellCodes[second], first: from,
        count: count, values, into: &table, width: width)
    } else {
      CodedCells.tally(
        cells.cellCodes[first], first: from, count: count, values,
        into: &table)
    }
  }

  /// Every pair of effects.
  static func all(_ effects: [CodedEffect]) -> [CodePair] {
    let sizes = effects.map(\.basis.rows)
    guard sizes.count > 1 else {
      return sizes.map {
        CodePair(
          first: 0, second: nil, width: 1,
          table: Array(repeating: 0, count: $0))
      }
    }
    return sizes.indices.flatMap { a in
      ((a + 1)..<sizes.count).map { b in
        CodePair(
          first: a, second: b, width: sizes[b],
          table: Array(repeating: 0, count: sizes[a] * sizes[b]))
      }
    }
  }

  /// Sums by the codes of one effect, from the first table that has it.
  static func marginal(of effect: Int, in pairs: [CodePair]) -> [Double] {
    guard
      let pair = pairs.first(where: {
        $0.first == effect || $0.second == effect
      })
    else { return [] }
    let rows = pair.table.count / pair.width
    var sums = Array(
      repeating: 0.0, count: pair.first == effect ? rows : pair.width)
    for a in 0..<rows {
      for b in 0..<pair.width {
        sums[pair.first == effect ? a : b] += pair.table[a * pair.width + b]
      }
    }
    return sums
  }
}
