import RiskNumerics
import RiskTestSupport
import Testing

/// The loops over coded cells against plain Swift, on runs inside a column.
struct CodedCellsTests {
  private let first = 3
  private let count = 50
  private let offset = 2
  private let a: [UInt16]
  private let b: [UInt16]
  private let numbers: [Double]
  /// 5 codes of 7 columns: a width that no vector register divides.
  private let basis: Matrix

  init() {
    var rng = SplitMix64(seed: 901)
    a = (0..<60).map { _ in UInt16(rng.uniform() * 5) }
    b = (0..<60).map { _ in UInt16(rng.uniform() * 4) }
    numbers = (0..<60).map { _ in normalSample(using: &rng) }
    basis = Matrix(
      rows: 5, columns: 7,
      elements: (0..<35).map { _ in normalSample(using: &rng) })
  }

  @Test func lookUpsAddTableEntries() {
    let table = (0..<20).map { Double($0 * $0) }
    var y = numbers
    CodedCells.lookUp(a, first: first, count: count, in: table, addTo: &y)
    CodedCells.lookUp(
      a, b, first: first, count: count, in: table, width: 4, addTo: &y)
    for k in 0..<60 {
      let (i, j) = (k + first, Int(k < 50 ? b[k + first] : 0))
      let added =
        k < 50 ? table[Int(a[i])] + table[Int(a[i]) * 4 + j] : 0
      expectClose(y[k], numbers[k] + added, relative: 1e-15)
    }
  }

  @Test func talliesSumByCode() {
    var single = Array(repeating: 0.0, count: 5)
    var double = Array(repeating: 0.0, count: 20)
    CodedCells.tally(
      a, first: first, count: count, numbers, offset: offset, into: &single)
    CodedCells.tally(
      a, b, first: first, count: count, numbers, into: &double, width: 4)
    for code in 0..<5 {
      let sum = (0..<count).filter { Int(a[first + $0]) == code }
        .reduce(0) { $0 + numbers[offset + $1] }
      expectClose(single[code], sum, relative: 1e-14)
      for other in 0..<4 {
        let both = (0..<count).filter {
          Int(a[first + $0]) == code && Int(b[first + $0]) == other
        }.reduce(0) { $0 + numbers[$1] }
        expectClose(double[code * 4 + other], both, relative: 1e-14)
      }
    }
  }

  @Test func rowsAreSummedAndMultiplied() {
    var sums = Array(repeating: 1.0, count: 20)
    CodedCells.addRows(
      a, first: first, count: count, of: basis, numbers, offset: offset,
      into: &sums, at: 4)
    for j in 0..<20 {
      let column = j - 4
      let expected =
        (0..<7).contains(column)
        ? (0..<count).reduce(1.0) {
          $0 + numbers[offset + $1] * basis[Int(a[first + $1]), column]
        } : 1
      expectClose(sums[j], expected, relative: 1e-13)
    }
    var y = Array(repeating: 1.0, count: 60)
    CodedCells.dotRows(
      a, first: first, count: count, of: basis, numbers, at: 5, addTo: &y,
      offset: offset)
    for k in 0..<60 {
      let cell = k - offset
      let expected =
        (0..<count).contains(cell)
        ? (0..<7).reduce(1.0) {
          $0 + basis[Int(a[first + cell]), $1] * numbers[5 + $1]
        } : 1
      expectClose(y[k], expected, relative: 1e-13)
    }
  }

  /// A = UᵀU with U = [2 1; 0 3]: A = [4 2; 2 10], and Uᵀ(1, 1) = (2, 4).
  @Test func factorTurnsNormalsIntoCorrelatedOnes() throws {
    let factor = try #require(
      Cholesky(Matrix(rows: 2, columns: 2, elements: [4, 2, 2, 10])))
    let x = factor.correlated([1, 1])
    expectClose(x[0], 2, relative: 1e-15)
    expectClose(x[1], 4, relative: 1e-15)
  }
}
