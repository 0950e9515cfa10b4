import Foundation
import RiskNumerics
import RiskTestSupport
import Testing

/// The array kernels against libm, which the platform documents within 1 ulp.
struct VectorMathTests {
  /// Steps between two doubles on the number line; 0 for two nans.
  private func ulps(_ a: Double, _ b: Double) -> UInt64 {
    if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .max }
    func rank(_ x: Double) -> Int64 {
      let bits = Int64(bitPattern: x.bitPattern)
      return bits < 0 ? Int64.min - bits : bits
    }
    let (difference, overflow) = rank(a).subtractingReportingOverflow(rank(b))
    return overflow ? .max : difference.magnitude
  }

  private let edges: [Double] = [
    0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
    .leastNormalMagnitude, .leastNormalMagnitude.nextDown,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 709.782712893384,
    709.782712893385, -708.3964185322641, -708.4, -740, -745.1332191019411,
    -745.2, 1e-300, -1e-300, 1e-17, 0.9999999999999999, 1.0000000000000002,
  ]

  /// 100,000 numbers of [−760, 720], where exp runs from 0 through the
  /// denormals to infinity, and every double of the edges.
  private func exponents() -> [Double] {
    var rng = SplitMix64(seed: 20_260_101)
    return edges
      + (0..<100_000).map { _ in -760 + 1480 * uniformSample(using: &rng) }
  }

  /// 100,000 doubles of random bits: every exponent, both signs, nans.
  private func logarithmands() -> [Double] {
    var rng = SplitMix64(seed: 20_260_102)
    return edges + (0..<100_000).map { _ in Double(bitPattern: rng.next()) }
  }

  @Test(arguments: [VectorMath.Kernel.scalar, VectorMath.kernel])
  func exponentialsStayWithinFourUlps(kernel: VectorMath.Kernel) {
    let x = exponents()
    var y = x
    VectorMath.exp(&y, count: y.count, kernel: kernel)
    for (x, y) in zip(x, y) {
      #expect(ulps(y, exp(x)) <= 4, "exp(\(x)) became \(y)")
    }
  }

  @Test(arguments: [VectorMath.Kernel.scalar, VectorMath.kernel])
  func logarithmsStayWithinFourUlps(kernel: VectorMath.Kernel) {
    let x = logarithmands()
    var y = x
    VectorMath.log(&y, count: y.count, kernel: kernel)
    for (x, y) in zip(x, y) {
      #expect(ulps(y, log(x)) <= 4, "log(\(x)) became \(y)")
    }
  }

  /// The same number gives the same bits at every place of arrays of 1 to 9.
  @Test func placeAndLengthChangeNothing() {
    for length in 1...9 {
      var y = [Double](repeating: 0.7311, count: length)
      VectorMath.exp(&y, count: length)
      var z = [Double](repeating: 7.311, count: length)
      VectorMath.log(&z, count: length)
      #expect(Set(y).count == 1 && Set(z).count == 1)
    }
  }

  @Test func numbersBeyondTheCountStay() {
    var y = [0.0, 0, 5]
    VectorMath.exp(&y, count: 2)
    #expect(y == [1, 1, 5])
  }
}
