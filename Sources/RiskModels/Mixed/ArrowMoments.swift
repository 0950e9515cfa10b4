import Foundation
import RiskNumerics

/// Sums over cells and pools that the restricted likelihood needs beside the
/// Schur complement (methods/mixed-poisson.md (10) to (15)).
struct ArrowMoments {
  /// XᵀWh, h the variance of each cell's linear predictor.
  var pull: [Double]
  /// Σ GᵀZᵀWh over the pools.
  var poolPull: [Double]
  /// tr V over the levels, and over the slopes.
  var traces: [Double]
  /// Σ of squared entries of V between two kinds of pool effects, without the
  /// part that C and `grams` give.
  var squares: Matrix
  /// GᵀG of the levels, and of the slopes.
  var grams: [Matrix]
  /// Σ κuG of the levels, and of the slopes.
  var shifts: [[Double]]
  /// Σ κu D⁻¹ κu between two kinds.
  var forces: Matrix
  /// Σ κu D⁻¹ZᵀWh of the levels, and of the slopes.
  var drags: [Double]

  init(components: Int, width: Int) {
    let zeros = Array(repeating: 0.0, count: width)
    pull = zeros
    poolPull = zeros
    traces = Array(repeating: 0, count: components)
    squares = Matrix(rows: components, columns: components)
    grams = Array(
      repeating: Matrix(rows: width, columns: width), count: components)
    shifts = Array(repeating: zeros, count: components)
    forces = squares
    drags = traces
  }
}

extension ArrowPass {
  /// The moments at the coefficients of the last evaluation.
  ///
  /// - Parameter covariance: C, the inverse of the Schur complement.
  mutating func moments(
    at beta: [Double], covariance: Matrix, precisions: [Double]
  ) -> ArrowMoments {
    passes += 1
    look(at: beta)
    var sweep = MomentSweep(model, covariance: covariance)
    for block in model.layout.blocks {
      predict(block)
      fillPoolRows(block)
      for pool in block { scale(pool, in: block, beta) }
      sweep.add(block, from: self, precisions: precisions)
    }
    return sweep.finish()
  }

  /// Makes `mean` the expected events of a pool's cells.
  private mutating func scale(
    _ pool: Int, in block: Range<Int>, _ beta: [Double]
  ) {
    let cells = model.cells
    let (first, end) = (cells.starts[pool], cells.starts[pool + 1])
    let offset = first - cells.starts[block.lowerBound]
    let level = baseline(of: pool - block.lowerBound, beta) + effects[pool]
    guard let tilt = model.tilt else {
      let factor = exp(level)
      for i in offset..<(offset + end - first) { mean[i] *= factor }
      return
    }
    let slope = effects[cells.poolCount + pool]
    let factors = tilt.values.map { exp(level + $0 * slope) }
    let codes = cells.cellCodes[tilt.effect]
    for i in first..<end {
      mean[offset + i - first] *= factors[Int(codes[i])]
    }
  }
}

/// The second pass of an evaluation: variances of the linear predictors.
///
/// hᵢ = yᵀCy + zᵀD⁻¹z with y = x − Gᵀz, the cells' part of xᵀCx by look-up of
/// pairs of codes.
private struct MomentSweep {
  let model: MixedPoisson
  let covariance: Matrix
  /// xᵀCx by the codes of each effect, and twice by pairs of codes.
  private var own: [[Double]] = []
  private var pairs: [CodePair]
  private var moments: ArrowMoments
  /// Σ μh by the codes of each effect of cells.
  private var pulls: [[Double]]
  private var poolPulls: [Double]
  /// GC of the block's pools, levels and slopes; C times the pool's columns.
  private var products: [[Double]]
  private var poolProducts: [Double]
  private var variances: [Double]
  private var slopes: [Double]
  /// Σ μh and Σ μht of the block's pools.
  private var forces: [[Double]]
  /// κu of the block's pools.
  private var pushes: [[Double]]

  init(_ model: MixedPoisson, covariance: Matrix) {
    self.model = model
    self.covariance = covariance
    let layout = model.layout
    let (width, components) = (layout.columnCount, model.componentCount)
    moments = ArrowMoments(components: components, width: width)
    pairs = CodePair.all(model.cellEffects).filter { $0.second != nil }
    pulls = model.cellEffects.map {
      Array(repeating: 0, count: $0.basis.rows)
    }
    poolPulls = Array(repeating: 0, count: layout.poolWidth)
    let block = Array(repeating: 0.0, count: layout.blockPools * width)
    products = Array(repeating: block, count: components)
    poolProducts = block
    variances = Array(repeating: 0, count: layout.blockCells)
    slopes = components == 2 ? variances : []
    let perPool = Array(repeating: 0.0, count: layout.blockPools)
    forces = Array(repeating: perPool, count: components)
    pushes = forces
    func part(_ a: Int, _ b: Int) -> Matrix {
      let (rows, columns) = (layout.cellColumns[a], layout.cellColumns[b])
      var c = Matrix(rows: rows.count, columns: columns.count)
      for (i, row) in rows.enumerated() {
        for (j, column) in columns.enumerated() {
          c[i, j] = covariance[row, column]
        }
      }
      return model.cellEffects[a].basis.times(c).times(
        model.cellEffects[b].basis.transposed())
    }
    own = model.cellEffects.indices.map { f in
      let square = part(f, f)
      return (0..<square.rows).map { square[$0, $0] }
    }
    for k in pairs.indices {
      guard let second = pairs[k].second else { continue }
      pairs[k].table = part(pairs[k].first, second).elements.map { 2 * $0 }
    }
  }

  mutating func add(
    _ block: Range<Int>, from pass: ArrowPass, precisions: [Double]
  ) {
    let cells = model.cells
    let first = cells.starts[block.lowerBound]
    let count = cells.starts[block.upperBound] - first
    for k in 0..<count { variances[k] = 0 }
    for (codes, table) in zip(cells.cellCodes, own) {
      CodedCells.lookUp(
        codes, first: first, count: count, in: table, addTo: &variances)
    }
    for pair in pairs {
      guard let second = pair.second else { continue }
      CodedCells.lookUp(
        cells.cellCodes[pair.first], cells.cellCodes[second], first: first,
        count: count, in: pair.table, width: pair.width, addTo: &variances)
    }
    multiply(block, pass)
    for pool in block { add(pool, of: block, pass, precisions) }
    // Variances turn into μh.
    for k in 0..<count { variances[k] *= pass.mean[k] }
    for f in pulls.indices {
      CodedCells.tally(
        cells.cellCodes[f], first: first, count: count, variances,
        into: &pulls[f])
    }
    for (k, pool) in block.enumerated() {
      sum(pool, k, block, pass)
    }
    absorb(block, pass)
  }

  /// GC and C times the pools' columns.
  private mutating func multiply(_ block: Range<Int>, _ pass: ArrowPass) {
    let width = model.layout.columnCount
    let (pools, count) = (model.cells.poolCount, block.count)
    let intercept = model.layout.intercept
    covariance.withUnsafeElements { c in
      guard let c = c.baseAddress else { return }
      pass.ratios.withUnsafeBufferPointer { g in
        guard let g = g.baseAddress else { return }
        for component in products.indices {
          let place = (component * pools + block.lowerBound) * width
          RowBlocks.times(
            g + place, rows: count, columns: width, c, width: width,
            into: &products[component])
        }
      }
      RowBlocks.times(
        pass.poolRows, rows: count, columns: model.layout.poolWidth,
        c + intercept * width, width: width, into: &poolProducts)
    }
  }

  /// Completes the variances of one pool's cells and adds its traces.
  private mutating func add(
    _ pool: Int, of block: Range<Int>, _ pass: ArrowPass,
    _ precisions: [Double]
  ) {
    let (cells, layout) = (model.cells, model.layout)
    let (width, pools) = (layout.columnCount, cells.poolCount)
    let k = pool - block.lowerBound
    let place = k * width
    let intercept = layout.intercept
    let poolWidth = layout.poolWidth
    // a = Ck with k = (0, s) − G, twice.
    for j in 0..<width {
      poolProducts[place + j] =
        2 * (poolProducts[place + j] - products[0][place + j])
    }
    var constant = 0.0
    for j in 0..<poolWidth {
      constant +=
        0.5 * poolProducts[place + intercept + j]
        * pass.poolRows[k * poolWidth + j]
    }
    let own = dot(pass.ratios, pool * width, products[0], place, width)
    let across = dot(pass.ratios, pool * width, poolProducts, place, width)
    constant -= 0.5 * across
    let p = pass.inverses[pool]
    constant += p
    moments.traces[0] += p + own
    moments.squares[0, 0] += p * p + 2 * p * own
    let level = pass.effects[pool] * precisions[0]
    pushes[0][k] = level
    moments.forces[0, 0] += level * level * p
    let (first, end) = (cells.starts[pool], cells.starts[pool + 1])
    let offset = first - cells.starts[block.lowerBound]
    let count = end - first
    for (f, effect) in model.cellEffects.enumerated() {
      CodedCells.dotRows(
        cells.cellCodes[f], first: first, count: count, of: effect.basis,
        poolProducts, at: place + layout.cellColumns[f].lowerBound,
        addTo: &variances, offset: offset)
    }
    guard let tilt = model.tilt else {
      for i in offset..<(offset + count) { variances[i] += constant }
      return
    }
    let (r, s) = (pass.inverses[pools + pool], pass.inverses[2 * pools + pool])
    let at = (pools + pool) * width
    let crossed = dot(pass.ratios, pool * width, products[1], place, width)
    let slope = dot(pass.ratios, at, products[1], place, width)
    // kᵀC g of the slope: (0, s) part less the level's.
    var linear = -crossed
    for j in 0..<poolWidth {
      linear +=
        products[1][place + intercept + j] * pass.poolRows[k * poolWidth + j]
    }
    moments.traces[1] += s + slope
    moments.squares[0, 1] += r * r + 2 * r * crossed
    moments.squares[1, 1] += s * s + 2 * s * slope
    let push = pass.effects[pools + pool] * precisions[1]
    pushes[1][k] = push
    moments.forces[0, 1] += level * push * r
    moments.forces[1, 1] += push * push * s
    for i in offset..<(offset + count) { slopes[i] = linear - r }
    for (f, effect) in model.cellEffects.enumerated() {
      CodedCells.dotRows(
        cells.cellCodes[f], first: first, count: count, of: effect.basis,
        products[1], at: place + layout.cellColumns[f].lowerBound,
        addTo: &slopes, offset: offset)
    }
    let codes = cells.cellCodes[tilt.effect]
    for i in 0..<count {
      let t = tilt.values[Int(codes[first + i])]
      variances[offset + i] +=
        constant - 2 * t * slopes[offset + i] + t * t * (slope + s)
    }
  }

  /// Σ μh and Σ μht of one pool, and what they push.
  private mutating func sum(
    _ pool: Int, _ k: Int, _ block: Range<Int>, _ pass: ArrowPass
  ) {
    let cells = model.cells
    let pools = cells.poolCount
    let (first, end) = (cells.starts[pool], cells.starts[pool + 1])
    let offset = first - cells.starts[block.lowerBound]
    var level = 0.0
    for i in offset..<(offset + end - first) { level += variances[i] }
    forces[0][k] = level
    let p = pass.inverses[pool]
    guard let tilt = model.tilt else {
      moments.drags[0] += pushes[0][k] * p * level
      return
    }
    let codes = cells.cellCodes[tilt.effect]
    var slope = 0.0
    for i in first..<end {
      slope += variances[offset + i - first] * tilt.values[Int(codes[i])]
    }
    forces[1][k] = slope
    let (r, s) = (pass.inverses[pools + pool], pass.inverses[2 * pools + pool])
    moments.drags[0] += pushes[0][k] * (p * level + r * slope)
    moments.drags[1] += pushes[1][k] * (r * level + s * slope)
  }

  /// Sums over the block's pools as matrix products.
  private mutating func absorb(_ block: Range<Int>, _ pass: ArrowPass) {
    let width = model.layout.columnCount
    let (pools, count) = (model.cells.poolCount, block.count)
    RowBlocks.addTransposeTimes(
      pass.poolRows, rows: count, columns: model.layout.poolWidth, forces[0],
      scale: 1, into: &poolPulls)
    pass.ratios.withUnsafeBufferPointer { g in
      guard let g = g.baseAddress else { return }
      for c in products.indices {
        let rows = g + (c * pools + block.lowerBound) * width
        RowBlocks.addTransposeTimes(
          rows, rows: count, columns: width, forces[c], scale: 1,
          into: &moments.poolPull)
        RowBlocks.addTransposeTimes(
          rows, rows: count, columns: width, pushes[c], scale: 1,
          into: &moments.shifts[c])
        moments.grams[c].withUnsafeMutableElements { into in
          guard let into = into.baseAddress else { return }
          RowBlocks.addGram(
            rows, rows: count, columns: width, scale: 1, into: into)
        }
      }
    }
  }

  private func dot(
    _ a: [Double], _ i: Int, _ b: [Double], _ j: Int, _ count: Int
  ) -> Double {
    var sum = 0.0
    for k in 0..<count { sum += a[i + k] * b[j + k] }
    return sum
  }

  func finish() -> ArrowMoments {
    var end = moments
    for f in pulls.indices {
      let columns = model.layout.cellColumns[f]
      let pull = model.cellEffects[f].basis.transposeTimes(pulls[f])
      for (j, value) in zip(columns, pull) { end.pull[j] = value }
    }
    for (j, value) in poolPulls.enumerated() {
      end.pull[model.layout.intercept + j] = value
    }
    end.grams = end.grams.map { $0.mirrored() }
    end.squares = end.squares.mirrored()
    end.forces = end.forces.mirrored()
    return end
  }
}
