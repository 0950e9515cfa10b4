import Foundation
import RiskNumerics
import RiskTestSupport
import Testing

struct ScalarSearchTests {
  // d/dx (x − log x) = 0 at 1; cosh(x − 0.3) is least at 0.3.
  @Test func minima() {
    expectClose(
      minimum(of: { $0 - log($0) }, from: 0.01, to: 9), 1, relative: 1e-7)
    expectClose(
      minimum(of: { cosh($0 - 0.3) }, from: -4, to: 5), 0.3, relative: 1e-7)
  }

  @Test func minimumAtAnEnd() {
    expectClose(minimum(of: { $0 }, from: 2, to: 3), 2, relative: 1e-6)
  }

  // cos x = x at the Dottie number, 0.739085133215160642 (OEIS A003957).
  @Test func zeros() throws {
    let x = try #require(root(of: { cos($0) - $0 }, from: 0, to: 1))
    expectClose(x, 0.7390851332151607, relative: 1e-13)
    #expect(root(of: { $0 * $0 + 1 }, from: -1, to: 1) == nil)
  }
}
