import RiskNumerics
import RiskTestSupport
import Testing

struct MatrixTests {
  private let a = Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6])

  // By hand: rows (1,2), (3,4), (5,6).
  @Test func products() {
    #expect(a.times([10, 1]) == [12, 34, 56])
    #expect(a.transposeTimes([1, 0, 2]) == [11, 14])
    #expect(a.gram().elements == [35, 44, 44, 56])
  }

  // By hand: (1,2),(3,4),(5,6) times (1,0),(2,1) = (5,2),(11,4),(17,6).
  @Test func productOfTwo() {
    let b = Matrix(rows: 2, columns: 2, elements: [1, 0, 2, 1])
    #expect(a.times(b).elements == [5, 2, 11, 4, 17, 6])
    #expect(a.transposed().elements == [1, 3, 5, 2, 4, 6])
  }

  // Two of three rows, doubled, on top of ones: 1 + 2·(1·1 + 3·3) and so on.
  @Test func gramOfTheFirstRows() {
    var sum = Matrix(rows: 2, columns: 2, repeating: 1)
    sum.addGram(ofRows: 2, in: [1, 2, 3, 4, 5, 6], scale: 2)
    #expect(sum.mirrored().elements == [21, 29, 29, 41])
    sum.fill(0)
    #expect(sum.elements == [0, 0, 0, 0])
  }

  // [[4, 2], [2, 3]] x = (8, 7) has x = (1.25, 1.5); its inverse is
  // [[3, −2], [−2, 4]] / 8.
  @Test func choleskySolvesAndInverts() throws {
    let factor = try #require(
      Cholesky(Matrix(rows: 2, columns: 2, elements: [4, 2, 2, 3])))
    let x = factor.solve([8, 7])
    expectClose(x[0], 1.25, relative: 1e-15)
    expectClose(x[1], 1.5, relative: 1e-15)
    let inverse = factor.inverse()
    for (value, expected) in zip(
      inverse.elements, [0.375, -0.25, -0.25, 0.5])
    {
      expectClose(value, expected, relative: 1e-15)
    }
  }

  @Test func indefiniteMatricesHaveNoFactor() {
    #expect(
      Cholesky(Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 1])) == nil)
    #expect(
      Cholesky(Matrix(rows: 1, columns: 1, elements: [.nan])) == nil)
  }

  /// The BLAS results against plain loops.
  @Test func agreesWithPlainLoops() {
    var rng = SplitMix64(seed: 11)
    let m = Matrix(
      rows: 7, columns: 5, elements: (0..<35).map { _ in rng.uniform() - 0.5 })
    let gram = m.gram()
    for i in 0..<5 {
      for j in 0..<5 {
        let plain = (0..<7).reduce(0.0) { $0 + m[$1, i] * m[$1, j] }
        expectClose(gram[i, j], plain, relative: 1e-14)
      }
    }
  }
}
