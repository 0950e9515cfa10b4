import Foundation
import RiskNumerics

/// One pass over the cells: pool effects at their best for given coefficients,
/// then value, gradient and Schur complement of the profile likelihood.
///
/// Dense rows are never written out. Blocks of whole pools go through: η and μ
/// by look-up of codes, the pool's effects from its sums, cross products of
/// pairs of codes into tables, the pool's row of the arrow into the Schur
/// complement (methods/mixed-poisson.md (3) to (9)). Blocks and their order
/// are fixed, so the bits of the sums are too.
struct ArrowPass {
  let model: MixedPoisson
  /// Pool effects: all levels, then all slopes.
  var effects: [Double]
  /// G = D⁻¹B: all pools' rows for the levels, then those for the slopes.
  private(set) var ratios: [Double]
  /// D⁻¹ of each pool: (1,1), then (1,2) and (2,2) where there is a tilt.
  private(set) var inverses: [Double]
  /// Penalised log-likelihood of the coefficients with the pools at their best.
  private(set) var value = 0.0
  /// Log-likelihood without penalties.
  private(set) var logLikelihood = 0.0
  private(set) var gradient: [Double]
  /// A + Σ λS − BᵀD⁻¹B; only the upper triangle is set.
  private(set) var schur: Matrix
  /// log|D| over all pools.
  private(set) var logDeterminant = 0.0
  /// Passes over the cells so far.
  var passes = 0

  /// Of the block under way: expected events of each cell, the same times t.
  var mean: [Double]
  var tilted: [Double]
  /// log-rates that the codes of each effect of cells stand for.
  private var tables: [[Double]] = []
  /// Σ μ by pairs of codes, or by the codes of a lone effect.
  private var pairs: [CodePair]
  /// B of the block's pools, levels and slopes.
  private var cross: [[Double]]
  /// Columns constant within a pool, of the block's pools.
  private(set) var poolRows: [Double]
  /// Σ μ of the block's pools.
  private var weights: [Double]
  /// Bᵀ times the columns constant within a pool.
  private var poolGram: [Double]
  private var poolMeans: [Double]
  /// Sums by the tilt's codes within one pool.
  private var tiltSums: [Double]

  init(_ model: MixedPoisson) {
    self.model = model
    let (pools, width) = (model.cells.poolCount, model.layout.columnCount)
    let components = model.componentCount
    effects = Array(repeating: 0, count: pools * components)
    ratios = Array(repeating: 0, count: pools * components * width)
    inverses = Array(repeating: 0, count: pools * (components == 1 ? 1 : 3))
    gradient = Array(repeating: 0, count: width)
    schur = Matrix(rows: width, columns: width)
    mean = Array(repeating: 0, count: model.layout.blockCells)
    tilted = Array(repeating: 0, count: components == 2 ? mean.count : 0)
    pairs = CodePair.all(model.cellEffects)
    cross = Array(
      repeating: Array(repeating: 0, count: model.layout.blockPools * width),
      count: components)
    let poolWidth = model.layout.poolWidth
    poolRows = Array(
      repeating: 0, count: model.layout.blockPools * poolWidth)
    weights = Array(repeating: 0, count: model.layout.blockPools)
    poolGram = Array(repeating: 0, count: width * poolWidth)
    poolMeans = Array(repeating: 0, count: poolWidth)
    tiltSums = Array(repeating: 0, count: model.tilt?.values.count ?? 0)
  }

  /// Sets everything at coefficients.
  ///
  /// - Parameters:
  ///   - penalty: Σ λS.
  ///   - precisions: of the pools' levels, and of their slopes.
  mutating func evaluate(
    at beta: [Double], penalty: Matrix, precisions: [Double]
  ) {
    passes += 1
    look(at: beta)
    for k in pairs.indices { pairs[k].clear() }
    for k in poolGram.indices { poolGram[k] = 0 }
    for k in poolMeans.indices { poolMeans[k] = 0 }
    schur.fill(0)
    logDeterminant = 0
    logLikelihood = model.sums.constant
    var pull = 0.0
    for block in model.layout.blocks {
      predict(block)
      for c in cross.indices {
        for k in 0..<(block.count * model.layout.columnCount) {
          cross[c][k] = 0
        }
      }
      fillPoolRows(block)
      for pool in block {
        pull += settle(
          pool, in: block, base: baseline(of: pool - block.lowerBound, beta),
          precisions)
      }
      for k in pairs.indices { pairs[k].add(mean, of: block, model.cells) }
      absorb(block)
    }
    assemble(beta, penalty)
    let slope = penalty.times(beta)
    for j in beta.indices {
      logLikelihood += beta[j] * model.sums.events[j]
    }
    value = logLikelihood - 0.5 * pull
    for j in beta.indices { value -= 0.5 * beta[j] * slope[j] }
  }

  /// Tables of the effects at coefficients.
  mutating func look(at beta: [Double]) {
    tables = zip(model.cellEffects, model.layout.cellColumns).map {
      $0.basis.times(Array(beta[$1]))
    }
  }

  /// `mean` of a block with neither intercept nor pool effects.
  mutating func predict(_ block: Range<Int>) {
    let cells = model.cells
    let first = cells.starts[block.lowerBound]
    let count = cells.starts[block.upperBound] - first
    for k in 0..<count { mean[k] = 0 }
    for (codes, table) in zip(cells.cellCodes, tables) {
      CodedCells.lookUp(
        codes, first: first, count: count, in: table, addTo: &mean)
    }
    VectorMath.exp(&mean, count: count)
    for k in 0..<count { mean[k] *= cells.exposure[first + k] }
  }

  /// The columns of the block's pools that are constant within each.
  mutating func fillPoolRows(_ block: Range<Int>) {
    let width = model.layout.poolWidth
    for (k, pool) in block.enumerated() {
      var place = k * width
      poolRows[place] = 1
      place += 1
      for (effect, codes) in zip(model.poolEffects, model.cells.poolCodes) {
        let columns = effect.basis.columns
        let from = Int(codes[pool]) * columns
        for j in 0..<columns {
          poolRows[place + j] = effect.basis.elements[from + j]
        }
        place += columns
      }
    }
  }

  /// Intercept and effects of pools, of the k-th pool of the block.
  func baseline(of k: Int, _ beta: [Double]) -> Double {
    let width = model.layout.poolWidth
    let first = model.layout.intercept
    var sum = 0.0
    for j in 0..<width { sum += poolRows[k * width + j] * beta[first + j] }
    return sum
  }

  /// Finds one pool's effects, makes `mean` the expected events of its cells
  /// and adds its part of B, D and the likelihood.
  ///
  /// - Returns: Σ κu², twice the pool's penalty.
  private mutating func settle(
    _ pool: Int, in block: Range<Int>, base: Double, _ precisions: [Double]
  ) -> Double {
    let cells = model.cells
    let first = cells.starts[pool]
    let count = cells.starts[pool + 1] - first
    let offset = first - cells.starts[block.lowerBound]
    let k = pool - block.lowerBound
    let pools = cells.poolCount
    let events = model.sums.poolEvents[pool]
    let level: Double
    if let tilt = model.tilt {
      for l in tiltSums.indices { tiltSums[l] = 0 }
      CodedCells.tally(
        cells.cellCodes[tilt.effect], first: first, count: count, mean,
        offset: offset, into: &tiltSums)
      let rate = exp(base)
      for l in tiltSums.indices { tiltSums[l] *= rate }
      let tiltedEvents = model.sums.poolEvents[pools + pool]
      let found = PoolEffectSearch.levelAndSlope(
        events: events, tiltedEvents: tiltedEvents, means: tiltSums,
        values: tilt.values, precisions: precisions,
        start: (effects[pool], effects[pools + pool]))
      level = found.level
      effects[pools + pool] = found.slope
      var (w0, w1, w2) = (0.0, 0.0, 0.0)
      for l in tiltSums.indices {
        let t = tilt.values[l]
        let factor = exp(found.level + t * found.slope)
        let w = tiltSums[l] * factor
        w0 += w
        w1 += w * t
        w2 += w * t * t
        // From here on what turns a mean into expected events.
        tiltSums[l] = rate * factor
      }
      let codes = cells.cellCodes[tilt.effect]
      for i in 0..<count {
        let code = Int(codes[first + i])
        mean[offset + i] *= tiltSums[code]
        tilted[offset + i] = mean[offset + i] * tilt.values[code]
      }
      addTiltedBlock(pool, k, w0, w1, w2, precisions)
      logLikelihood += tiltedEvents * found.slope - w0
      weights[k] = w0
    } else {
      var sum = 0.0
      for i in offset..<(offset + count) { sum += mean[i] }
      level = PoolEffectSearch.level(
        events: events, mean: sum * exp(base), precision: precisions[0],
        start: effects[pool])
      let factor = exp(base + level)
      for i in offset..<(offset + count) { mean[i] *= factor }
      weights[k] = sum * factor
      let d = weights[k] + precisions[0]
      inverses[pool] = 1 / d
      logDeterminant += log(d)
      logLikelihood -= weights[k]
      addCross(component: 0, k: k, weight: weights[k])
    }
    addCellColumns(first: first, count: count, offset: offset, k: k)
    effects[pool] = level
    logLikelihood += events * level
    var pull = precisions[0] * level * level
    if model.tilt != nil {
      pull += precisions[1] * effects[pools + pool] * effects[pools + pool]
    }
    return pull
  }

  private mutating func addTiltedBlock(
    _ pool: Int, _ k: Int, _ w0: Double, _ w1: Double, _ w2: Double,
    _ precisions: [Double]
  ) {
    let pools = model.cells.poolCount
    let (a, c) = (w0 + precisions[0], w2 + precisions[1])
    let determinant = a * c - w1 * w1
    inverses[pool] = c / determinant
    inverses[pools + pool] = -w1 / determinant
    inverses[2 * pools + pool] = a / determinant
    logDeterminant += log(determinant)
    addCross(component: 0, k: k, weight: w0)
    addCross(component: 1, k: k, weight: w1)
  }

  /// B's columns that are constant within the pool.
  private mutating func addCross(component: Int, k: Int, weight: Double) {
    let width = model.layout.poolWidth
    let place = k * model.layout.columnCount + model.layout.intercept
    for j in 0..<width {
      cross[component][place + j] = weight * poolRows[k * width + j]
    }
  }

  /// B's columns of the effects of cells.
  private mutating func addCellColumns(
    first: Int, count: Int, offset: Int, k: Int
  ) {
    let place = k * model.layout.columnCount
    for f in model.cellEffects.indices {
      let basis = model.cellEffects[f].basis
      let at = place + model.layout.cellColumns[f].lowerBound
      CodedCells.addRows(
        model.cells.cellCodes[f], first: first, count: count, of: basis, mean,
        offset: offset, into: &cross[0], at: at)
      if model.tilt != nil {
        CodedCells.addRows(
          model.cells.cellCodes[f], first: first, count: count, of: basis,
          tilted, offset: offset, into: &cross[1], at: at)
      }
    }
  }

  /// Takes BᵀD⁻¹B of a block off the Schur complement and keeps G = D⁻¹B.
  private mutating func absorb(_ block: Range<Int>) {
    let width = model.layout.columnCount
    let (poolWidth, pools) = (model.layout.poolWidth, model.cells.poolCount)
    let count = block.count
    RowBlocks.addCrossProduct(
      cross[0], rows: count, columns: width, poolRows, width: poolWidth,
      into: &poolGram)
    RowBlocks.addTransposeTimes(
      poolRows, rows: count, columns: poolWidth, weights, scale: 1,
      into: &poolMeans)
    // R = L⁻¹B with D = LLᵀ: BᵀD⁻¹B = RᵀR and G = L⁻ᵀR.
    for (k, pool) in block.enumerated() {
      let place = k * width
      if model.tilt == nil {
        let root = inverses[pool].squareRoot()
        for j in place..<(place + width) { cross[0][j] *= root }
      } else {
        let l = factor(of: pool)
        for j in place..<(place + width) {
          cross[0][j] /= l.first
          cross[1][j] = (cross[1][j] - l.below * cross[0][j]) / l.second
        }
      }
    }
    for c in cross.indices {
      schur.withUnsafeMutableElements { into in
        guard let into = into.baseAddress else { return }
        RowBlocks.addGram(
          cross[c], rows: count, columns: width, scale: -1, into: into)
      }
    }
    for (k, pool) in block.enumerated() {
      let place = k * width
      let at = pool * width
      if model.tilt == nil {
        let root = inverses[pool].squareRoot()
        for j in 0..<width { ratios[at + j] = root * cross[0][place + j] }
      } else {
        let l = factor(of: pool)
        for j in 0..<width {
          let slope = cross[1][place + j] / l.second
          ratios[pools * width + at + j] = slope
          ratios[at + j] = (cross[0][place + j] - l.below * slope) / l.first
        }
      }
    }
  }

  /// L of a pool's D = LLᵀ, from D⁻¹.
  private func factor(
    of pool: Int
  ) -> (first: Double, below: Double, second: Double) {
    let pools = model.cells.poolCount
    let (p, r, s) = (
      inverses[pool], inverses[pools + pool], inverses[2 * pools + pool]
    )
    let determinant = p * s - r * r
    let first = (s / determinant).squareRoot()
    return (first, -r / determinant / first, 1 / s.squareRoot())
  }

  /// Gradient and Schur complement from the tables and the sums over pools.
  private mutating func assemble(_ beta: [Double], _ penalty: Matrix) {
    let layout = model.layout
    gradient = model.sums.events
    for pair in pairs {
      let first = layout.cellColumns[pair.first].lowerBound
      let effect = model.cellEffects[pair.first]
      if let other = pair.second {
        let block = effect.basis.transposed().times(
          pair.matrix.times(model.cellEffects[other].basis))
        add(block, rows: first, columns: layout.cellColumns[other].lowerBound)
      }
    }
    for f in model.cellEffects.indices {
      let weight = CodePair.marginal(of: f, in: pairs)
      let basis = model.cellEffects[f].basis
      let columns = layout.cellColumns[f]
      for (j, mean) in zip(columns, basis.transposeTimes(weight)) {
        gradient[j] -= mean
      }
      var scaled = basis
      for code in 0..<basis.rows {
        for j in 0..<basis.columns { scaled[code, j] *= weight[code] }
      }
      add(
        basis.transposed().times(scaled), rows: columns.lowerBound,
        columns: columns.lowerBound)
    }
    let (width, poolWidth) = (layout.columnCount, layout.poolWidth)
    add(
      Matrix(rows: width, columns: poolWidth, elements: poolGram), rows: 0,
      columns: layout.intercept)
    for j in 0..<poolWidth { gradient[layout.intercept + j] -= poolMeans[j] }
    for (j, slope) in penalty.times(beta).enumerated() { gradient[j] -= slope }
    add(penalty, rows: 0, columns: 0)
  }

  private mutating func add(_ block: Matrix, rows: Int, columns: Int) {
    for i in 0..<block.rows {
      for j in 0..<block.columns where rows + i <= columns + j {
        schur[rows + i, columns + j] += block[i, j]
      }
    }
  }
}
