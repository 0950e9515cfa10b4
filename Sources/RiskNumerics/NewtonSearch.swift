/// One Newton iteration under way.
struct NewtonSearch {
  let options: Newton
  let scales: [Double]
  let aliased: [Int]
  /// The parameters that move.
  let active: [Int]
  let startValue: Double
  var point: [Double]
  var here: NewtonPoint
  var there: NewtonPoint
  var iterations = 0

  init(
    options: Newton, start: [Double], here: NewtonPoint, aliased: [Int],
    scales: [Double]
  ) {
    self.options = options
    self.scales = scales
    self.aliased = aliased
    self.here = here
    there = here
    point = start
    startValue = here.value
    let fixed = Set(aliased)
    active = start.indices.filter { !fixed.contains($0) }
  }

  /// A way uphill: the step, its squared length in standard errors and whether
  /// the information was used as it is.
  private struct Direction {
    var step: [Double]
    var squaredDistance: Double
    var isPlain: Bool
    var factor: EquilibratedCholesky?
  }

  mutating func run(
    _ evaluate: (_ x: [Double], _ point: inout NewtonPoint) -> Void
  ) throws(NewtonFailure) -> NewtonResult {
    var startScore = 0.0
    var lastDistance = Double.infinity
    while true {
      let direction = try direction()
      let distance = max(direction.squaredDistance, 0).squareRoot()
      if iterations == 0 { startScore = direction.squaredDistance }
      // Below this the gradient is rounding and no longer shrinks.
      let isAtFloor = distance <= 1e-5 && distance > 0.5 * lastDistance
      if direction.isPlain,
        distance <= options.distanceTolerance || isAtFloor
      {
        return try finish(direction, distance, startScore)
      }
      lastDistance = distance
      guard iterations < options.maximumIterations else {
        throw failure(.notConverged)
      }
      if !advance(along: direction.step, evaluate) {
        guard direction.isPlain, distance <= 1e-4 else {
          throw failure(.notConverged)
        }
        return try finish(direction, distance, startScore)
      }
    }
  }

  /// Moves to the first uphill point of step, step/2, step/4 …; false when
  /// there is none.
  private mutating func advance(
    along step: [Double],
    _ evaluate: (_ x: [Double], _ point: inout NewtonPoint) -> Void
  ) -> Bool {
    // Long sums of logarithms repeat to about this share of their size.
    let slack = 1e-12 * (1 + abs(here.value))
    var share = 1.0
    for _ in 0...options.maximumHalvings {
      var trial = point
      for (k, j) in active.enumerated() { trial[j] += share * step[k] }
      evaluate(trial, &there)
      if there.isFinite, there.value >= here.value - slack {
        swap(&here, &there)
        point = trial
        iterations += 1
        return true
      }
      share /= 2
    }
    return false
  }

  private func direction() throws(NewtonFailure) -> Direction {
    guard !active.isEmpty else {
      return Direction(step: [], squaredDistance: 0, isPlain: true)
    }
    let information = here.information.minor(active)
    let gradient = active.map { here.gradient[$0] }
    var damping = 0.0
    while damping < 1e12 {
      if let factor = EquilibratedCholesky(information, damping: damping) {
        let step = factor.solve(gradient)
        if step.allSatisfy(\.isFinite) {
          return Direction(
            step: step,
            squaredDistance: zip(step, gradient).reduce(0) {
              $0 + $1.0 * $1.1
            },
            isPlain: damping == 0, factor: factor)
        }
      }
      // Never a power of ten: −1 + 1 would leave nothing to divide by.
      damping = damping == 0 ? 3e-6 : damping * 10
    }
    throw failure(.notConverged)
  }

  private func finish(
    _ direction: Direction, _ distance: Double, _ startScore: Double
  ) throws(NewtonFailure) -> NewtonResult {
    var runaway: [Int] = []
    var end = point
    for (k, j) in active.enumerated() {
      let step = direction.step[k]
      let scale = scales[j]
      if abs(step * scale)
        > options.separationTolerance * (1 + abs(point[j] * scale))
      {
        runaway.append(j)
      }
      end[j] += step
    }
    guard runaway.isEmpty else { throw failure(.separated(runaway)) }
    var covariance = Matrix(rows: point.count, columns: point.count)
    if let inverse = direction.factor?.inverse() {
      for (k, i) in active.enumerated() {
        for (l, j) in active.enumerated() { covariance[i, j] = inverse[k, l] }
      }
    }
    guard end.allSatisfy(\.isFinite),
      covariance.elements.allSatisfy(\.isFinite)
    else { throw failure(.notConverged) }
    return NewtonResult(
      point: end, value: here.value, startValue: startValue,
      startScore: startScore, gradient: here.gradient, covariance: covariance,
      aliased: aliased, iterations: iterations, distance: distance)
  }

  private func failure(_ kind: NewtonFailure.Kind) -> NewtonFailure {
    NewtonFailure(
      kind: kind, iterations: iterations,
      gradientNorm: active.reduce(0) { max($0, abs(here.gradient[$1])) })
  }
}
