internal import CBLASShims

/// Value, gradient and information of a row likelihood in one pass.
///
/// Blocks of rows that fit into the second-level cache go through η = Zb,
/// the family's derivatives, g += Zᵀ·slope and H += Zᵀ·diag(curvature)·Z, the
/// last as `dsyrk` of rows scaled by the root of their curvature
/// (methods/poisson-glm.md (4)). Blocks and their order are fixed, so the bits
/// of the sums are too.
public struct RowBlockPass: Sendable {
  public let design: StandardizedRows
  /// Every `stride`-th row is read; 1 = all of them.
  public let stride: Int
  private let capacity: Int
  private var block: RowBlock
  private var rows: [Double]
  private var falling: [Double]
  private var gram: [Double]

  public init(_ design: StandardizedRows, stride: Int = 1) {
    precondition(stride > 0, "stride \(stride)")
    self.design = design
    self.stride = stride
    let width = max(design.coefficientCount, 1)
    // 256 KiB of doubles.
    capacity = min(max(32_768 / width, 64), max(design.rows, 1))
    block = RowBlock(capacity: capacity)
    rows = Array(repeating: 0, count: capacity * width)
    falling = []
    gram = Array(repeating: 0, count: width * width)
  }

  /// Sets `point` at parameters (coefficients of the standardised rows, then
  /// shapes).
  public mutating func evaluate(
    _ likelihood: some RowLikelihood, at parameters: [Double],
    into point: inout NewtonPoint
  ) {
    let width = design.coefficientCount
    let shapeCount = likelihood.shapeCount
    precondition(
      likelihood.rowCount == design.rows
        && parameters.count == width + shapeCount
        && point.gradient.count == parameters.count,
      "\(parameters.count) parameters for \(width) + \(shapeCount)")
    let coefficients = Array(parameters.prefix(width))
    let shapes = Array(parameters.suffix(shapeCount))
    for k in gram.indices { gram[k] = 0 }
    for k in point.gradient.indices { point.gradient[k] = 0 }
    for i in 0..<parameters.count {
      for j in 0..<parameters.count { point.information[i, j] = 0 }
    }
    block.stride = stride
    block.logLikelihood = 0
    var first = 0
    while first < design.rows {
      let left = (design.rows - first + stride - 1) / stride
      let count = min(capacity, left)
      block.first = first
      block.count = count
      if width > 0 {
        design.copy(first: first, stride: stride, count: count, into: &rows)
        risk_dgemv(
          0, Int32(count), Int32(width), 1, rows, coefficients, 0,
          &block.linearPredictor)
      } else {
        for k in 0..<count { block.linearPredictor[k] = 0 }
      }
      likelihood.differentiate(&block, shapes: shapes)
      if shapeCount > 0 { addShapes(likelihood, into: &point) }
      if width > 0 { addCoefficients(into: &point) }
      first += count * stride
    }
    point.value = block.logLikelihood
    for i in 0..<width {
      for j in i..<width { point.information[i, j] = gram[i * width + j] }
    }
  }

  private mutating func addCoefficients(into point: inout NewtonPoint) {
    let width = design.coefficientCount
    let count = block.count
    risk_dgemv(
      1, Int32(count), Int32(width), 1, rows, block.slope, 1, &point.gradient)
    let fallingCount = scaleRows()
    risk_dsyrk_upper(Int32(count), Int32(width), 1, rows, 1, &gram)
    if fallingCount > 0 {
      risk_dsyrk_upper(
        Int32(fallingCount), Int32(width), -1, falling, 1, &gram)
    }
  }

  /// Multiplies each row by the root of its curvature; rows of negative
  /// curvature move to `falling`, whose gram matrix is subtracted.
  private mutating func scaleRows() -> Int {
    let width = design.coefficientCount
    var fallingCount = 0
    for k in 0..<block.count where block.curvature[k] < 0 {
      if falling.isEmpty {
        falling = Array(repeating: 0, count: capacity * width)
      }
      let root = (-block.curvature[k]).squareRoot()
      for j in 0..<width {
        falling[fallingCount * width + j] = root * rows[k * width + j]
      }
      block.curvature[k] = 0
      fallingCount += 1
    }
    risk_scale_rows(block.count, width, block.curvature, &rows)
    return fallingCount
  }

  private mutating func addShapes(
    _ likelihood: some RowLikelihood, into point: inout NewtonPoint
  ) {
    let width = design.coefficientCount
    if likelihood.shapeCount == 1 {
      var slope = 0.0
      var curvature = 0.0
      for k in 0..<block.count {
        slope += block.shapeSlope[k]
        curvature += block.shapeCurvature[k]
      }
      point.gradient[width] += slope
      point.information[width, width] += curvature
      guard width > 0 else { return }
      var cross = Array(repeating: 0.0, count: width)
      risk_dgemv(
        1, Int32(block.count), Int32(width), 1, rows, block.crossCurvature, 0,
        &cross)
      for j in 0..<width { point.information[j, width] += cross[j] }
      return
    }
    for k in 0..<block.count {
      let s = width + likelihood.shapeIndex(ofRow: block.row(k))
      point.gradient[s] += block.shapeSlope[k]
      point.information[s, s] += block.shapeCurvature[k]
      let cross = block.crossCurvature[k]
      for j in 0..<width {
        point.information[j, s] += cross * rows[k * width + j]
      }
    }
  }
}
