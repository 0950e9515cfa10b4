/// A fraction in lowest terms, for numbers whose denominators are divisors of
/// powers of ten up to 10^37.
struct ExactFraction: Equatable, Comparable {
  let numerator, denominator: UInt128

  init(_ numerator: UInt128, _ denominator: UInt128 = 1) {
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    self.numerator = numerator / max(a, 1)
    self.denominator = denominator / max(a, 1)
  }

  /// A decimal with at most two places.
  init(hundredths value: Double) {
    self.init(UInt128((value * 100).rounded()), 100)
  }

  /// "a/b" or "a".
  init?(_ text: String) {
    let parts = text.split(separator: "/").map { UInt128(String($0)) }
    guard let first = parts.first, let numerator = first,
      parts.count <= 2, let denominator = parts.count == 2 ? parts[1] : 1
    else { return nil }
    self.init(numerator, denominator)
  }

  static func + (a: Self, b: Self) -> Self {
    let common = Self(a.denominator, b.denominator)
    // Least common denominator: a.denominator · (b.denominator / gcd).
    return Self(
      a.numerator * common.denominator + b.numerator * common.numerator,
      a.denominator * common.denominator)
  }

  static func * (a: Self, b: Self) -> Self {
    // Crosswise in lowest terms first, so that the products stay small.
    let (left, right) = (
      Self(a.numerator, b.denominator), Self(b.numerator, a.denominator)
    )
    return Self(
      left.numerator * right.numerator, left.denominator * right.denominator)
  }

  static func < (a: Self, b: Self) -> Bool {
    let common = Self(a.denominator, b.denominator)
    return a.numerator * common.denominator < b.numerator * common.numerator
  }
}

/// The deadline programme of the oracle written out by its definition, in exact
/// fractions: ticks, spot at 1 a tick, on-demand at K; a launch of another kind
/// costs d ticks that are paid and do no work; spot is lost at the boundary of a
/// tick.
struct ExactDeadlineProgram {
  let work, launch: Int
  let onDemand, loss, gain: ExactFraction
  private let one = ExactFraction(1)

  enum Mode: Hashable { case idle, spot(left: Int), onDemand(left: Int) }

  private struct State: Hashable {
    var time, work: Int
    var mode: Mode
    var isUp: Bool
  }

  private var known: [State: ExactFraction?] = [:]

  init(
    work: Int, launch: Int, onDemand: ExactFraction, loss: ExactFraction,
    gain: ExactFraction
  ) {
    self.work = work
    self.launch = launch
    self.onDemand = onDemand
    self.loss = loss
    self.gain = gain
  }

  private func complement(_ p: ExactFraction) -> ExactFraction {
    ExactFraction(p.denominator - p.numerator, p.denominator)
  }

  /// Least expected cost; nil when the deadline may be missed.
  mutating func value(
    time: Int, work: Int, mode: Mode = .idle, isUp: Bool
  ) -> ExactFraction? {
    if work == 0 { return ExactFraction(0) }
    if time == 0 { return nil }
    let state = State(time: time, work: work, mode: mode, isUp: isUp)
    if let value = known[state] { return value }
    var costs: [ExactFraction?] = [
      after(time, work, .idle, isUp, price: ExactFraction(0), isWorking: false)
    ]
    if isUp {
      var launching = launch
      if case .spot(let left) = mode { launching = left }
      costs.append(
        after(
          time, work, .spot(left: max(launching - 1, 0)), isUp,
          price: one, isWorking: launching == 0))
    }
    var launching = launch
    if case .onDemand(let left) = mode { launching = left }
    costs.append(
      after(
        time, work, .onDemand(left: max(launching - 1, 0)), isUp,
        price: onDemand, isWorking: launching == 0))
    let best = costs.compactMap { $0 }.min()
    known[state] = .some(best)
    return best
  }

  private mutating func after(
    _ time: Int, _ work: Int, _ mode: Mode, _ isUp: Bool, price: ExactFraction,
    isWorking: Bool
  ) -> ExactFraction? {
    let rest = isWorking ? work - 1 : work
    var total = price
    for (next, chance) in [
      (true, isUp ? complement(loss) : gain),
      (false, isUp ? loss : complement(gain)),
    ] {
      var mode = mode
      if case .spot = mode, !next { mode = .idle }
      guard
        let value = value(time: time - 1, work: rest, mode: mode, isUp: next)
      else { return nil }
      total = total + chance * value
    }
    return total
  }
}
