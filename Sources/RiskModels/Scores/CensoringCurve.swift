import RiskNumerics

/// The probability G of still being watched, as it weighs what censoring hides.
///
/// The product-limit estimate with censorings as its events
/// (methods/scores.md (1)).
public struct CensoringCurve: Sendable, Hashable {
  /// Which rows can be censored at a time when others have the event.
  public enum Ties: Sendable {
    /// Events leave first, and are not at risk of being censored.
    case eventsFirst
    /// All who are watched just before, as in R's `survfit(Surv(t, 1 - d))`.
    case together
  }

  /// Where G is read for an event at T.
  public enum Reading: Sendable {
    /// Just before T: G(T−), as Graf's score has it.
    case before
    /// At T: G(T), as scikit-survival does.
    case at
  }

  /// Ascending times at which somebody was censored.
  public let times: [Double]
  /// G just after each time.
  public let probabilities: [Double]

  /// The curve of a sample; its strata are taken together.
  public init(_ sample: SurvivalSample, ties: Ties = .eventsFirst) {
    var times: [Double] = []
    var probabilities: [Double] = []
    var tally = CensoringTally(sample)
    var g = 1.0
    while let step = tally.next() {
      let atRisk = step.atRisk - (ties == .eventsFirst ? step.events : 0)
      guard step.censored > 0, atRisk > 0 else { continue }
      g *= max(1 - step.censored / atRisk, 0)
      times.append(step.time)
      probabilities.append(g)
    }
    self.times = times
    self.probabilities = probabilities
  }

  /// G(t): not censored up to and at t.
  public func at(_ t: Double) -> Double { value(times.partition { $0 <= t }) }

  /// G(t−): not censored before t.
  public func before(_ t: Double) -> Double {
    value(times.partition { $0 < t })
  }

  /// G where an event at t is to be weighed.
  public func reading(_ t: Double, _ reading: Reading) -> Double {
    switch reading {
    case .before: before(t)
    case .at: at(t)
    }
  }

  private func value(_ passed: Int) -> Double {
    passed == 0 ? 1 : probabilities[passed - 1]
  }
}

extension [Double] {
  /// How many leading elements of an ascending array satisfy a predicate that
  /// holds up to some place and not after it.
  fileprivate func partition(_ holds: (Double) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Weights at risk, with an event and censored at each distinct time.
private struct CensoringTally {
  struct Step {
    var time, atRisk, events, censored: Double
  }

  private let sample: SurvivalSample
  private let exits: [Int32]
  private let entries: [Int32]
  private var gone = 0
  private var entered = 0
  private var atRisk = 0.0

  init(_ sample: SurvivalSample) {
    self.sample = sample
    exits = ascendingOrder(of: sample.time)
    entries = sample.entry.map { ascendingOrder(of: $0) } ?? []
    if sample.entry == nil {
      atRisk = sample.weight?.reduce(0, +) ?? Double(sample.count)
    }
  }

  mutating func next() -> Step? {
    guard gone < exits.count else { return nil }
    let time = sample.time[Int(exits[gone])]
    if let entry = sample.entry {
      while entered < entries.count, entry[Int(entries[entered])] < time {
        atRisk += weight(entries[entered])
        entered += 1
      }
    }
    var step = Step(time: time, atRisk: atRisk, events: 0, censored: 0)
    while gone < exits.count, sample.time[Int(exits[gone])] == time {
      let row = exits[gone]
      if sample.isEvent[Int(row)] {
        step.events += weight(row)
      } else {
        step.censored += weight(row)
      }
      gone += 1
    }
    atRisk -= step.events + step.censored
    return step
  }

  private func weight(_ row: Int32) -> Double {
    sample.weight?[Int(row)] ?? 1
  }
}
