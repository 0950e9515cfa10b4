internal import Foundation
internal import RiskNumerics

/// Cox's discrete likelihood: given d events in a risk set, which rows had them.
///
/// The sum over all choices is a convolution over the rows of the set. It is
/// run on probabilities θr/(1 + θr), θ such that they add up to d, and carries
/// first and second moments along, so nothing overflows. methods/cox.md (13) to
/// (16); the recursion is that of Gail, Lubin and Rubinstein 1981,
/// doi:10.1093/biomet/68.3.703.
struct CoxExactLikelihood {
  let design: CoxDesign

  /// Value, gradient and information at β of the centred covariates.
  func evaluate(_ beta: [Double], into point: inout NewtonPoint) {
    let eta = design.covariates.times(beta)
    let p = design.columns
    point.value = 0
    point.information.fill(0)
    for j in 0..<p { point.gradient[j] = 0 }
    for s in 0..<design.strataCount {
      for g in design.strataGroups[s]..<design.strataGroups[s + 1] {
        let first = Int(design.groupStarts[g])
        let members = (first..<design.strataStarts[s + 1]).filter {
          (design.entries?[$0] ?? -1) < design.groupTimes[g]
        }
        let events = Int(design.groupEvents[g])
        for i in first..<(first + events) {
          point.value += eta[i]
          for j in 0..<p { point.gradient[j] += design.covariates[i, j] }
        }
        guard events < members.count else {
          // All of the set had the event: nothing was chosen.
          for i in members {
            point.value -= eta[i]
            for j in 0..<p { point.gradient[j] -= design.covariates[i, j] }
          }
          continue
        }
        var choice = ChoiceSums(events: events, columns: p)
        choice.add(members, eta: eta, covariates: design.covariates)
        choice.subtract(from: &point)
      }
    }
  }
}

/// The convolution over one risk set: for each number k of chosen rows the
/// probability, Σx and (Σx)(Σx)ᵀ of the choice.
private struct ChoiceSums {
  private let events: Int
  private let p: Int
  private var probability: [Double]
  private var first: [Double]
  private var second: [Double]
  /// Log of the sum over choices is this plus the log of the probability.
  private var offset = 0.0

  init(events: Int, columns: Int) {
    self.events = events
    p = columns
    probability = Array(repeating: 0, count: events + 1)
    probability[0] = 1
    first = Array(repeating: 0, count: (events + 1) * p)
    second = Array(repeating: 0, count: (events + 1) * p * p)
  }

  mutating func add(_ members: [Int], eta: [Double], covariates: Matrix) {
    let shift = Self.shift(members.map { eta[$0] }, sum: Double(events))
    offset = -Double(events) * shift
    for i in members {
      let z = eta[i] + shift
      let q = 1 / (1 + exp(-z))
      let complement = 1 / (1 + exp(z))
      // log(1 + eᶻ) without overflow.
      offset += max(z, 0) + log1p(exp(-abs(z)))
      add(q, complement, row: i, covariates)
    }
  }

  private mutating func add(
    _ q: Double, _ complement: Double, row: Int, _ x: Matrix
  ) {
    var k = events
    while k >= 0 {
      let below = k - 1
      if k > 0 {
        for a in 0..<p {
          for b in a..<p {
            let place = a * p + b
            let moved =
              second[below * p * p + place]
              + x[row, a] * first[below * p + b]
              + x[row, b] * first[below * p + a]
              + x[row, a] * x[row, b] * probability[below]
            second[k * p * p + place] =
              complement * second[k * p * p + place] + q * moved
          }
        }
        for a in 0..<p {
          first[k * p + a] =
            complement * first[k * p + a]
            + q * (first[below * p + a] + x[row, a] * probability[below])
        }
        probability[k] = complement * probability[k] + q * probability[below]
      } else {
        for a in 0..<(p * p) { second[a] *= complement }
        for a in 0..<p { first[a] *= complement }
        probability[0] *= complement
      }
      k -= 1
    }
  }

  func subtract(from point: inout NewtonPoint) {
    let mass = probability[events]
    point.value -= offset + log(mass)
    for a in 0..<p {
      let mean = first[events * p + a] / mass
      point.gradient[a] -= mean
      for b in a..<p {
        let other = first[events * p + b] / mass
        point.information[a, b] +=
          second[events * p * p + a * p + b] / mass - mean * other
      }
    }
  }

  /// The z with Σ 1/(1 + exp(−η − z)) = `sum`.
  private static func shift(_ eta: [Double], sum: Double) -> Double {
    let low = -(eta.max() ?? 0) - 50
    let high = -(eta.min() ?? 0) + 50
    return root(
      of: { z in
        eta.reduce(-sum) { $0 + 1 / (1 + exp(-$1 - z)) }
      }, from: low, to: high, tolerance: 1e-3) ?? (low + high) / 2
  }
}
