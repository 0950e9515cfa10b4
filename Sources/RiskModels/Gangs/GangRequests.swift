public import RiskDomain
import RiskExposure

import Foundation

/// How the success of a request falls with the number of instances asked for.
///
/// P(n at once) = p^(n^γ): with γ = 0 the pool has room or has not, with γ = 1
/// each instance finds its own (methods/gangs.md (14)).
public struct GangRequests: Hashable, Sendable, Codable {
  /// γ, posterior mean of a flat prior on 0...1.
  public var exponent: Double
  /// Mean of n^γ over a pool's requests, by pool key.
  public var load: [String: Double]

  /// A pool's requests, ready for any size.
  public struct Outlook: Hashable, Sendable, Codable {
    /// P(a request succeeds), at the sizes that were asked for.
    public var seen: Double
    /// Mean of n^γ of those.
    public var load: Double
    public var exponent: Double

    public init(seen: Double, load: Double, exponent: Double) {
      self.seen = seen
      self.load = load
      self.exponent = exponent
    }

    /// P(a request for `size` instances succeeds).
    public func success(size: Int) -> Double {
      exp(log(seen) * pow(Double(max(size, 1)), exponent) / load)
    }

    /// Factor on the rate at which requests that are repeated succeed: the
    /// waits of −1/log(1 − p) tries on average.
    public func factor(size: Int) -> Double {
      let now = -log1p(-min(success(size: size), 1 - 1e-12))
      return now / -log1p(-min(seen, 1 - 1e-12))
    }
  }

  /// nil without a request of the pool.
  public func outlook(of pool: PoolID, success: Double?) -> Outlook? {
    guard let success, success > 0, let load = load[pool.key] else {
      return nil
    }
    return Outlook(seen: success, load: load, exponent: exponent)
  }
}

extension GangRequests {
  private static let exponents = (0...20).map { Double($0) / 20 }

  /// One for each provider of which a request was refused; nil without any.
  static func fitted(_ attempts: [AttemptCounts]) -> [String: GangRequests]? {
    var result: [String: GangRequests] = [:]
    let groups = Dictionary(grouping: attempts, by: \.pool.provider.rawValue)
    for (provider, pools) in groups {
      let counted = pools.filter { !$0.bySize.isEmpty }
        .sorted { $0.pool < $1.pool }
      guard counted.contains(where: { $0.successes < $0.attempts }) else {
        continue
      }
      let logs = exponents.map { exponent in
        counted.reduce(0) { $0 + logLikelihood($1, exponent) }
      }
      let total = ShareGrid.logSum(logs)
      let mean = zip(exponents, logs).reduce(0) {
        $0 + $1.0 * exp($1.1 - total)
      }
      result[provider] = GangRequests(
        exponent: mean,
        load: Dictionary(
          uniqueKeysWithValues: counted.map {
            ($0.pool.key, meanLoad($0, exponent: mean))
          }))
    }
    return result.isEmpty ? nil : result
  }

  private static func meanLoad(
    _ counts: AttemptCounts, exponent: Double
  ) -> Double {
    let tries = counts.bySize.values.reduce(0) { $0 + $1.attempts }
    return counts.bySize.sorted { $0.key < $1.key }.reduce(0) {
      $0 + Double($1.value.attempts) * pow(Double($1.key), exponent)
    } / Double(max(tries, 1))
  }

  /// Log-likelihood of a pool's requests at its likeliest p.
  ///
  /// One success and one failure more of the sizes asked for keep p off 0 and 1.
  private static func logLikelihood(
    _ counts: AttemptCounts, _ exponent: Double
  ) -> Double {
    let load = meanLoad(counts, exponent: exponent)
    let sizes = counts.bySize.sorted { $0.key < $1.key }.map {
      (pow(Double($0.key), exponent), $0.value)
    }
    func value(_ risk: Double) -> Double {
      var sum = -risk * load + log(-expm1(-risk * load))
      for (power, outcome) in sizes {
        sum -= Double(outcome.successes) * risk * power
        let failures = outcome.attempts - outcome.successes
        if failures > 0 {
          sum += Double(failures) * log(-expm1(-risk * power))
        }
      }
      return sum
    }
    // The likelihood is concave in the logarithm of the risk.
    var (low, high) = (log(1e-6 / load), log(20 / load))
    let golden = (5.0.squareRoot() - 1) / 2
    for _ in 0..<60 {
      let left = high - golden * (high - low)
      let right = low + golden * (high - low)
      if value(exp(left)) < value(exp(right)) {
        low = left
      } else {
        high = right
      }
    }
    return value(exp((low + high) / 2))
  }
}
