import Foundation
import Testing

/// No answer holds a number that cannot be.
///
/// The whole of it is `Scripts/torture --parts numbers`.
struct StressTests {
  @Test(arguments: 0..<4)
  func numbersStayWithinTheirBounds(share: Int) {
    for seed in 0..<40 {
      let world = StressWorld(seed: UInt64(40 * share + seed))
      let problems = world.problems(runs: 20)
      #expect(problems.isEmpty, "seed \(world.seed): \(problems.prefix(3))")
    }
  }
}
