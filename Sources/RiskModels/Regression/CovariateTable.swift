import RiskNumerics

/// Named covariates of a regression, one row an observation.
///
/// The numbers are kept once, as given; fits standardise them block by block.
public struct CovariateTable: Sendable {
  /// One name a covariate; the intercept is not among them.
  public let names: [String]
  let standardized: StandardizedRows

  public var rowCount: Int { standardized.rows }
  public var hasIntercept: Bool { standardized.hasIntercept }

  /// Names of the coefficients: the intercept's first, where there is one.
  public var coefficientNames: [String] {
    (hasIntercept ? ["(Intercept)"] : []) + names
  }

  /// A table of rows × names numbers, row by row.
  ///
  /// - Throws: `invalidData` that names covariate and row where a number is
  ///   nan or infinite, or where the numbers do not fill the table.
  public init(
    names: [String], elements: [Double], rowCount: Int,
    hasIntercept: Bool = true
  ) throws(FitError) {
    let (expected, overflow) = rowCount.multipliedReportingOverflow(
      by: names.count)
    guard rowCount >= 0, !overflow, elements.count == expected else {
      throw FitError(
        code: .invalidData,
        message: "\(elements.count) numbers for \(rowCount) rows of "
          + "\(names.count) covariates.",
        hint: "Give one number for each row and covariate.")
    }
    self.names = names
    do {
      standardized = try StandardizedRows(
        elements: elements, rows: rowCount, columns: names.count,
        hasIntercept: hasIntercept)
    } catch {
      throw FitError(
        code: .invalidData,
        message: "Covariate \(names[error.column]) is \(error.value) in row "
          + "\(error.row + 1).",
        hint: "Leave the row out or give a finite number.")
    }
  }

  /// No covariate: only an intercept over some rows.
  public static func interceptOnly(rowCount: Int) throws(FitError)
    -> CovariateTable
  {
    try CovariateTable(names: [], elements: [], rowCount: rowCount)
  }
}

extension CovariateTable {
  /// θ on the diagonal of the covariates, 0 on intercept and shapes; nil for
  /// θ = 0 (methods/fitted-curves.md (6), (7)).
  func ridge(_ theta: Double, shapeCount: Int) -> Matrix? {
    guard theta > 0 else { return nil }
    let first = hasIntercept ? 1 : 0
    let order = first + names.count + shapeCount
    var penalty = Matrix(rows: order, columns: order)
    for j in first..<(first + names.count) { penalty[j, j] = theta }
    return penalty
  }

  /// The covariates of one row as given.
  func covariates(ofRow row: Int) -> ArraySlice<Double> {
    standardized.elements[(row * names.count)..<((row + 1) * names.count)]
  }

  /// xβ of every row, β in the order of `coefficientNames`.
  public func linearPredictor(_ coefficients: [Double]) -> [Double] {
    precondition(
      coefficients.count >= coefficientNames.count,
      "\(coefficients.count) coefficients for \(coefficientNames.count)")
    let intercept = hasIntercept ? coefficients[0] : 0
    let skip = hasIntercept ? 1 : 0
    let columns = names.count
    guard columns > 0 else {
      return Array(repeating: intercept, count: rowCount)
    }
    let slopes = Array(coefficients[skip..<(skip + columns)])
    return standardized.times(slopes).map { $0 + intercept }
  }

  /// xᵀVx of every row, the intercept's 1 first where there is one.
  func quadraticForms(_ v: Matrix) -> [Double] {
    let width = coefficientNames.count
    let blockRows = 1024
    var result: [Double] = []
    result.reserveCapacity(rowCount)
    var first = 0
    while first < rowCount {
      let count = min(blockRows, rowCount - first)
      var elements: [Double] = []
      elements.reserveCapacity(count * width)
      for row in first..<(first + count) {
        if hasIntercept { elements.append(1) }
        elements.append(contentsOf: covariates(ofRow: row))
      }
      let block = Matrix(rows: count, columns: width, elements: elements)
      let product = block.times(v).elements
      for k in 0..<count {
        var sum = 0.0
        for j in (k * width)..<((k + 1) * width) {
          sum += elements[j] * product[j]
        }
        result.append(sum)
      }
      first += count
    }
    return result
  }
}
