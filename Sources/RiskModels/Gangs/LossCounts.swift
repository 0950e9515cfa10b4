import Foundation

/// How many of a gang are lost while a single member's cumulative hazard grows
/// to H, nobody being replaced.
///
/// In the time that H measures, the number that is left is a Markov chain that
/// only falls: from m to m − k at the rate `GangShock.events(lost: k, of: m)`.
/// Its distribution is a mixture of the powers of one matrix, Poisson where the
/// hazard is sure and negative binomial where it has a gamma multiplier
/// (uniformisation; methods/gangs.md (5) to (7)).
public struct LossCounts: Sendable {
  /// Largest gang that is followed member by member.
  public static let mostMembers = 64
  /// Probability that may be left over; it is put where most are lost.
  private static let tail = 1e-9
  private static let mostSteps = 100_000

  private let size: Int
  /// Transition rates from m to m − k at [m][k], k = 1...m.
  private let rates: [[Double]]
  private let highest: Double

  /// - Parameter size: 1...`mostMembers`.
  public init(size: Int, shock: GangShock) {
    self.size = min(max(size, 1), Self.mostMembers)
    rates = (0...self.size).map { m in
      (0...m).map { k in k == 0 ? 0 : shock.events(lost: k, of: m) }
    }
    highest = shock.events(size: self.size)
  }

  /// P(exactly k are lost), k = 0...size.
  ///
  /// - Parameters:
  ///   - cumulativeHazard: of a single member, ≥ 0.
  ///   - multiplierShape: of the gamma multiplier with mean 1 on it, > 0.
  public func distribution(
    cumulativeHazard: Double, multiplierShape: Double
  ) -> [Double] {
    let mean = max(cumulativeHazard, 0) * highest
    let s = multiplierShape
    var logWeight = -s * log1p(mean / s)
    let logRatio = mean > 0 ? -log1p(s / mean) : -.infinity
    var covered = 0.0
    var state = (0...size).map { $0 == size ? 1.0 : 0 }
    var left = state.map { _ in 0.0 }
    for step in 0..<Self.mostSteps {
      let weight = exp(logWeight)
      covered += weight
      for m in 0...size { left[m] += weight * state[m] }
      // Once nobody is left nothing more happens.
      if covered >= 1 - Self.tail || state[0] >= 1 - Self.tail { break }
      logWeight += logRatio + log((s + Double(step)) / Double(step + 1))
      advance(&state)
    }
    left[0] += max(1 - left.reduce(0, +), 0)
    return left.reversed()
  }

  /// One step of the chain with the rates made probabilities: upwards from 1,
  /// so that what arrives below is not moved again.
  private func advance(_ state: inout [Double]) {
    for m in 1...size where state[m] > 0 {
      let here = state[m]
      var gone = 0.0
      for k in 1...m {
        let moved = here * rates[m][k] / highest
        state[m - k] += moved
        gone += moved
      }
      state[m] = max(here - gone, 0)
    }
  }
}
