/// State probabilities over time and what one row's weight does to them.
///
/// State 0 is being in no end state, state c having ended by cause c. The
/// derivative of a state's probability P(t) by a row's weight is
/// a·F(t) + b·P(t) + c with numbers a, b, c that change only when the row joins
/// or leaves, methods/aalen-johansen.md (2) to (5).
struct IncidencePath {
  /// P and F of one state after one time.
  struct Value {
    var probability: Double
    var force: Double
  }

  /// a, b and c of a row.
  struct Coefficients {
    var force, probability, constant: Double
  }

  /// For each state its values after each time so far.
  private(set) var history: [[Value]]
  /// Σ d/(n(n − d)) after each time so far.
  private var leverage: [Double] = []
  /// What an event at the last time adds to a row's own sum.
  private var eventLeverage = 0.0
  /// S/n just before the last time.
  private var jump = 0.0

  init(causes: Int) {
    history = Array(repeating: [], count: causes + 1)
  }

  /// P and F before the first time.
  private func start(_ state: Int) -> Value {
    Value(probability: state == 0 ? 1 : 0, force: 0)
  }

  /// Moves past a time with the given events of each cause.
  mutating func step(events: [Double], atRisk n: Double) {
    let survival = history[0].last?.probability ?? 1
    let before = leverage.last ?? 0
    let share = min(events.reduce(0, +) / n, 1)
    // The step to 0 leaves nothing that a weight could change.
    eventLeverage = share < 1 ? 1 / (n * (1 - share)) : 0
    jump = survival / n
    let now = before + share * eventLeverage
    leverage.append(now)
    history[0].append(
      Value(
        probability: survival * (1 - share),
        force: survival * (1 - share) * now))
    for c in events.indices {
      let last = history[c + 1].last ?? start(c + 1)
      let gain = survival * events[c] / n
      history[c + 1].append(
        Value(
          probability: last.probability + gain,
          force: last.force + gain * (before - 1 / n)))
    }
  }

  /// The row's numbers while it is watched, joined after a time's index (−1 =
  /// before the first).
  func joining(_ state: Int, at index: Int) -> Coefficients {
    guard index >= 0 else {
      return Coefficients(force: 1, probability: 0, constant: 0)
    }
    let from = history[state][index]
    let b = leverage[index]
    return Coefficients(
      force: 1, probability: -b, constant: b * from.probability - from.force)
  }

  /// The row's numbers once it has left at the last time.
  func leaving(_ state: Int, start: Int, cause: Int) -> Coefficients {
    let now = history[state][history[state].count - 1]
    let joined = joining(state, at: start)
    let own =
      (start >= 0 ? leverage[start] : 0) - (leverage.last ?? 0)
      + (cause > 0 ? eventLeverage : 0)
    // The survival state keeps −S·own; an end state keeps what it reached.
    guard state > 0 else {
      return Coefficients(force: 0, probability: -own, constant: 0)
    }
    let reached =
      now.force + joined.probability * now.probability + joined.constant
      + (cause == state ? jump : 0)
    return Coefficients(
      force: 0, probability: -own,
      constant: reached + own * now.probability)
  }
}

/// Second moments of the rows' numbers: enough for the sum of squares of all
/// derivatives at any time.
struct JackknifeSums {
  private var forceForce = 0.0
  private var forceProbability = 0.0
  private var forceConstant = 0.0
  private var probabilityProbability = 0.0
  private var probabilityConstant = 0.0
  private var constantConstant = 0.0

  mutating func add(_ row: IncidencePath.Coefficients, _ weight: Double) {
    forceForce += weight * row.force * row.force
    forceProbability += weight * row.force * row.probability
    forceConstant += weight * row.force * row.constant
    probabilityProbability += weight * row.probability * row.probability
    probabilityConstant += weight * row.probability * row.constant
    constantConstant += weight * row.constant * row.constant
  }

  func standardError(_ at: IncidencePath.Value) -> Double {
    let (f, p) = (at.force, at.probability)
    let squares =
      f * f * forceForce + p * p * probabilityProbability + constantConstant
      + 2 * (f * p * forceProbability + f * forceConstant)
      + 2 * p * probabilityConstant
    return max(squares, 0).squareRoot()
  }
}
