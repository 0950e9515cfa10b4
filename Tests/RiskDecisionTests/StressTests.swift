import Foundation
import Testing

/// No answer holds a number that cannot be.
///
/// A few worlds, since tests are not optimised; `Scripts/torture --parts
/// numbers` draws ten thousand.
struct StressTests {
  @Test func numbersStayWithinTheirBounds() {
    // In the last one a job would need more hours than an integer can hold.
    for seed: UInt64 in [0, 1, 2, 4_109_655_042] {
      let problems = StressWorld(seed: seed, isLarge: true).problems(runs: 4)
      #expect(problems.isEmpty, "seed \(seed): \(problems.prefix(3))")
    }
  }
}
