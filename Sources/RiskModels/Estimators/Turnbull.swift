internal import Foundation

/// The survival curve of greatest likelihood of interval-censored rows.
///
/// Mass lies on the innermost intervals: those from a lower end to the next
/// upper end with no other end between. Turnbull's self-consistency iteration,
/// methods/turnbull.md (1) to (3), stops at the Kuhn-Tucker conditions.
/// Turnbull 1976, doi:10.1111/j.2517-6161.1976.tb01597.x.
public struct Turnbull: Hashable, Sendable {
  /// One innermost interval and the probability of the event inside it.
  public struct Mass: Hashable, Sendable {
    public var low: Double
    /// Infinite for what lies beyond the last upper end.
    public var high: Double
    public var probability: Double

    /// Where a table shows the interval: its middle, its upper end for one
    /// that begins at 0, its lower end for one without end.
    public var middle: Double {
      if high == .infinity { return low }
      return low == 0 ? high : low + (high - low) / 2
    }
  }

  /// Ascending, not overlapping.
  public let masses: [Mass]
  /// At the maximum, nats.
  public let logLikelihood: Double
  /// Rounds of the iteration.
  public let iterations: Int

  /// The estimate of a sample.
  ///
  /// - Parameter tolerance: largest excess over 1 of the mean ratio that the
  ///   Kuhn-Tucker conditions bound.
  /// - Throws: `FitError.notConverged` after 200,000 rounds.
  public init(
    _ sample: IntervalSample, tolerance: Double = 1e-7
  ) throws(FitError) {
    var cells = TurnbullCells(sample)
    var round = 0
    while true {
      let excess = cells.step()
      round += 1
      if excess <= tolerance { break }
      guard round < 200_000 else {
        throw FitError(
          code: .notConverged,
          message: "Turnbull's iteration still moves after \(round) rounds.",
          iterations: round, gradientNorm: excess,
          hint: "Merge interval ends that nearly coincide.")
      }
    }
    iterations = round
    logLikelihood = cells.logLikelihood
    masses = zip(zip(cells.low, cells.high), cells.probability).map {
      Mass(low: $0.0, high: $0.1, probability: $1)
    }
  }

  /// S at a time, the mass of an interval counted at its middle.
  public func survival(at time: Double) -> Double {
    1
      - masses.reduce(0) {
        $1.high.isFinite && $1.middle <= time ? $0 + $1.probability : $0
      }
  }
}

/// The innermost intervals, their masses and the rows that cover them.
private struct TurnbullCells {
  var low: [Double] = []
  var high: [Double] = []
  var probability: [Double] = []
  /// First and last cell of each row, rows of weight 0 left out.
  private var spans: [(first: Int, last: Int, weight: Double)] = []
  private var total = 0.0
  private(set) var logLikelihood = -Double.infinity

  init(_ sample: IntervalSample) {
    let rows = sample.low.indices.filter { (sample.weight?[$0] ?? 1) > 0 }
    // Ends in order: an exact time is [t, t], others are open below, so at
    // equal values: lower end of exact, upper ends, lower ends of open ones.
    var ends: [(value: Double, rank: Int)] = []
    for i in rows {
      let isExact = sample.low[i] == sample.high[i]
      ends.append((sample.low[i], isExact ? 0 : 2))
      ends.append((sample.high[i], 1))
    }
    ends.sort { ($0.value, $0.rank) < ($1.value, $1.rank) }
    var open: (value: Double, rank: Int)?
    var ranks: [Int] = []
    for end in ends {
      if end.rank != 1 {
        open = end
      } else if let start = open {
        low.append(start.value)
        high.append(end.value)
        ranks.append(start.rank)
        open = nil
      }
    }
    let cells = low.count
    probability = Array(repeating: 1 / Double(max(cells, 1)), count: cells)
    for i in rows {
      let rank = sample.low[i] == sample.high[i] ? 0 : 2
      let first = Self.count(cells) { [low] j in
        (low[j], ranks[j]) < (sample.low[i], rank)
      }
      let last =
        Self.count(cells) { [high] j in high[j] <= sample.high[i] } - 1
      let w = sample.weight?[i] ?? 1
      total += w
      spans.append((first, last, w))
    }
  }

  /// How many of the first cells satisfy a condition that then stops holding.
  private static func count(_ cells: Int, _ holds: (Int) -> Bool) -> Int {
    var (a, b) = (0, cells)
    while a < b {
      let middle = (a + b) / 2
      if holds(middle) { a = middle + 1 } else { b = middle }
    }
    return a
  }

  /// One round; the largest mean ratio less 1 before it.
  mutating func step() -> Double {
    let cells = probability.count
    var below = [Double](repeating: 0, count: cells + 1)
    for j in 0..<cells { below[j + 1] = below[j] + probability[j] }
    var rises = [Double](repeating: 0, count: cells + 1)
    logLikelihood = 0
    for span in spans {
      let mass = below[span.last + 1] - below[span.first]
      logLikelihood += span.weight * log(mass)
      rises[span.first] += span.weight / mass
      rises[span.last + 1] -= span.weight / mass
    }
    var ratio = 0.0
    var excess = 0.0
    for j in 0..<cells {
      ratio += rises[j]
      excess = max(excess, ratio / total - 1)
      probability[j] *= max(ratio / total, 0)
    }
    return excess
  }
}
