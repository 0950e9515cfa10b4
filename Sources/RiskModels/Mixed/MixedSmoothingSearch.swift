import Foundation
import RiskNumerics

/// The search for the strengths of a mixed Poisson model: λ of its penalties,
/// then the precisions of the pools' levels and slopes.
///
/// The gradient of the restricted likelihood is exact; its Hessian leaves out
/// how the weights follow the coefficients, which the changes of the gradient
/// teach as the search goes. It only steers: where it is not positive definite,
/// Fellner and Schall's step is taken (methods/mixed-poisson.md (10) to (16)).
struct MixedSmoothingSearch {
  let model: MixedPoisson
  private var climb: MixedClimb
  private var logStrengths: [Double]
  /// Strengths that are estimated and inside their bounds.
  private var free: [Int]
  /// How much a fading strength's step is lengthened, one a strength.
  private var gain: [Double]
  /// What gradients have taught of the Hessian beyond its computed part.
  private var learned: Matrix
  private var evaluations = 0
  private var distance = 1.0
  /// How near the coefficients of the last accepted point are to theirs.
  private var reached = 0.0

  private static let bounds = (
    log(PenalizedPoisson.smoothingBounds.lowerBound),
    log(PenalizedPoisson.smoothingBounds.upperBound)
  )

  init(_ model: MixedPoisson, start: MixedPoissonFit.Start?) throws(FitError) {
    self.model = model
    let given =
      model.layout.terms.map(\.smoothing) + [model.levelPrecision]
      + (model.tilt.map { [$0.precision] } ?? [])
    var beta = Array(repeating: 0.0, count: model.layout.columnCount)
    beta[model.layout.intercept] = model.sums.logCommonRate
    var strengths = given.map { $0 ?? 1 }
    learned = Matrix(rows: given.count, columns: given.count)
    var effects: [Double]?
    if let start {
      guard start.coefficients.count == beta.count,
        start.strengths.count == strengths.count,
        start.learned.rows == strengths.count,
        start.effects.count == model.cells.poolCount * model.componentCount
      else {
        throw FitError(
          code: .invalidSpec,
          message: "The start has \(start.coefficients.count) coefficients, "
            + "\(start.strengths.count) strengths and \(start.effects.count) "
            + "pool effects, the model \(beta.count), \(strengths.count) and "
            + "\(model.cells.poolCount * model.componentCount).",
          hint: "Start from a fit of the same effects, or cold.")
      }
      beta = start.coefficients
      effects = start.effects
      learned = start.learned
      strengths = zip(given, start.strengths).map { $0 ?? $1 }
    }
    logStrengths = strengths.map { log($0) }
    free = given.indices.filter { given[$0] == nil }
    gain = given.map { _ in 1 }
    climb = MixedClimb(model, beta: beta)
    if let effects { climb.pass.effects = effects }
  }

  mutating func run() throws(FitError) -> MixedPoissonFit {
    reached = tolerance
    var here = try evaluate(logStrengths)
    while true {
      let move = move(from: here)
      if free.isEmpty || move.isNear { break }
      guard evaluations < model.options.maximumEvaluations else {
        throw failure("The strengths still move", here)
      }
      guard let next = try advance(along: move.step, from: here) else {
        // Uphill only by less than what the sums repeat to.
        guard distance < 0.01 else {
          throw failure("No step of the strengths is uphill", here)
        }
        here = try evaluate(logStrengths)
        break
      }
      learn(from: here, to: next)
      here = next
      hold(after: move.step)
    }
    return package(here)
  }

  /// A proposed change of the log strengths.
  private struct Move {
    var step: [Double]
    var isNear: Bool
  }

  private mutating func move(from here: MixedPoint) -> Move {
    var step = Array(repeating: 0.0, count: logStrengths.count)
    var fading: [Int] = []
    for k in free {
      let uphill = here.schallStep[k]
      if uphill > 0, here.degrees[k] < 0.5 {
        fading.append(k)
        gain[k] *= 2
        step[k] = min(gain[k] * uphill, 5)
        // Below a hundredth of a degree of freedom the effect is gone.
        if here.degrees[k] < 0.01 { step[k] = Self.bounds.1 }
      } else {
        gain[k] = 1
      }
    }
    let steady = free.filter { !fading.contains($0) }
    guard !steady.isEmpty else {
      distance = 0
      return Move(step: step, isNear: fading.isEmpty)
    }
    let slope = steady.map { here.gradient[$0] }
    let computed = here.hessian.minor(steady)
    if let factor =
      EquilibratedCholesky(computed.plus(learned.minor(steady)))
      ?? EquilibratedCholesky(computed)
    {
      let newton = factor.solve(slope)
      distance = max(zip(newton, slope).reduce(0) { $0 + $1.0 * $1.1 }, 0)
        .squareRoot()
      for (k, value) in zip(steady, newton) {
        step[k] = min(max(-value, -3), 3)
      }
    } else {
      distance = .infinity
      for k in steady { step[k] = min(max(here.schallStep[k], -5), 5) }
    }
    return Move(
      step: step,
      isNear: fading.isEmpty && distance <= model.options.smoothingTolerance)
  }

  /// The first point of step, step/2 … where the restricted likelihood does
  /// not fall; nil when there is none.
  private mutating func advance(
    along step: [Double], from here: MixedPoint
  ) throws(FitError) -> MixedPoint? {
    let (from, beta) = (logStrengths, climb.beta)
    // What coefficients a little off leave after the correction of `MixedPoint`.
    let slack =
      1e-10 * (1 + abs(here.negativeREML)) + 10 * reached * reached
    var share = 1.0
    for _ in 0..<12 {
      let trial = from.indices.map {
        min(max(from[$0] + share * step[$0], Self.bounds.0), Self.bounds.1)
      }
      climb.beta = beta
      for k in from.indices {
        // Not across half the range: there the slope says nothing.
        let change = min(max(trial[k] - from[k], -3), 3)
        for j in beta.indices {
          climb.beta[j] += change * here.drift[k][j]
        }
      }
      let there = try evaluate(trial)
      if there.negativeREML <= here.negativeREML + slack {
        logStrengths = trial
        reached = tolerance
        return there
      }
      share /= 2
    }
    climb.beta = beta
    return nil
  }

  /// The symmetric rank-one update of what the computed Hessian lacks: short
  /// steps only, of strengths that stay free.
  private mutating func learn(from old: MixedPoint, to new: MixedPoint) {
    var step = Array(repeating: 0.0, count: logStrengths.count)
    for k in free { step[k] = new.logStrengths[k] - old.logStrengths[k] }
    guard step.allSatisfy({ abs($0) < 1 }) else { return }
    var mean = old.hessian.plus(new.hessian)
    for i in step.indices { for j in step.indices { mean[i, j] *= 0.5 } }
    let expected = mean.plus(learned).times(step)
    var rest = step
    for k in step.indices {
      rest[k] =
        free.contains(k)
        ? new.gradient[k] - old.gradient[k] - expected[k] : 0
    }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let scale = product(rest, step)
    let size = (product(rest, rest) * product(step, step)).squareRoot()
    guard abs(scale) > 1e-4 * size else { return }
    for i in step.indices {
      for j in step.indices { learned[i, j] += rest[i] * rest[j] / scale }
    }
  }

  /// Strengths at a bound stay there.
  private mutating func hold(after step: [Double]) {
    free.removeAll {
      (logStrengths[$0] <= Self.bounds.0 && step[$0] < 0)
        || (logStrengths[$0] >= Self.bounds.1 && step[$0] > 0)
    }
  }

  /// How near to their maximum the coefficients need to be, in standard errors:
  /// the nearer the strengths are to theirs.
  private var tolerance: Double {
    let fine = max(1e-9, 5e-3 * model.options.smoothingTolerance)
    return free.isEmpty ? fine : max(fine, 5e-3 * min(1, distance))
  }

  private mutating func evaluate(
    _ logStrengths: [Double]
  ) throws(FitError) -> MixedPoint {
    evaluations += 1
    let strengths = logStrengths.map { exp($0) }
    let terms = model.layout.terms.count
    let precisions = Array(strengths[terms...])
    let penalty = model.layout.penalty(Array(strengths[..<terms]))
    try climb.run(
      penalty: penalty, precisions: precisions, tolerance: tolerance)
    let moments = climb.pass.moments(
      at: climb.beta, covariance: climb.covariance, precisions: precisions)
    climb.finish()
    return MixedPoint(climb, moments: moments, strengths: strengths)
  }

  private func failure(_ what: String, _ here: MixedPoint) -> FitError {
    FitError(
      code: .notConverged,
      message: "\(what) after \(evaluations) evaluations of the restricted "
        + "likelihood, \(distance) standard errors from its maximum.",
      iterations: evaluations,
      gradientNorm: free.reduce(0) { max($0, abs(here.gradient[$1])) },
      hint: "Give the smoothing of the weakest effect, or leave it out.")
  }

  private func package(_ here: MixedPoint) -> MixedPoissonFit {
    let terms = model.layout.terms.count
    return MixedPoissonFit(
      model: model, climb: climb,
      strengths: Array(logStrengths.map { exp($0) }),
      negativeREML: here.negativeREML,
      effectDegrees: Array(here.degrees[..<terms]),
      poolDegrees: Array(here.degrees[terms...]),
      evaluations: evaluations,
      gradientNorm: free.reduce(0) { max($0, abs(here.gradient[$1])) },
      smoothingDistance: free.isEmpty ? 0 : distance, learned: learned)
  }
}

extension Matrix {
  /// A + B.
  fileprivate func plus(_ other: Matrix) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: zip(elements, other.elements).map { $0 + $1 })
  }
}
