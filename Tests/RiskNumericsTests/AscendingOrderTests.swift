import RiskNumerics
import Testing

struct AscendingOrderTests {
  @Test func signsZerosAndInfinities() {
    let values = [
      0.5, -1, .infinity, -0.0, 0, -.infinity, .leastNonzeroMagnitude, -1, 2,
    ]
    // −0 and 0 are equal and keep their places, as do the two −1.
    #expect(ascendingOrder(of: values) == [5, 1, 7, 3, 4, 6, 0, 8, 2])
    #expect(ascendingOrder(of: []) == [])
    #expect(ascendingOrder(of: values, from: [8, 0, 4]) == [4, 0, 8])
  }

  @Test(arguments: [1, 2] as [UInt64])
  func agreesWithAStableSort(seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    let values = (0..<5000).map { _ in
      (normalSample(using: &rng) * 20).rounded() / 8
    }
    let plain = values.indices.sorted {
      (values[$0], $0) < (values[$1], $1)
    }
    #expect(ascendingOrder(of: values).map { Int($0) } == plain)
  }

  @Test func rowsFollowAnOrder() {
    var matrix = Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6])
    let before = matrix
    matrix.reorderRows([2, 0, 1])
    #expect(matrix.elements == [5, 6, 1, 2, 3, 4])
    #expect(before.elements == [1, 2, 3, 4, 5, 6])
  }
}
