/// Hours per useful hour as a table over the logarithm of a hazard factor.
///
/// The one hot loop of the choice over pools and starts: a table, linear in the
/// logarithm, is read for every start and every draw.
struct PosteriorKernel: Sendable {
  /// ln of the smallest factor of the table, 1/16.
  static let lowLog = -2.772_588_722_239_781
  /// Entries, even in the logarithm from 1/16 to 16.
  static let count = 33
  private static let entriesPerLog = Double(count - 1) / (-2 * lowLog)

  /// Hours of running per useful hour at the factors of the table.
  private let hours: [Double]

  init(_ hoursAtFactor: (Double) -> Double, exp: (Double) -> Double) {
    hours = (0..<Self.count).map {
      hoursAtFactor(exp(Self.lowLog + Double($0) / Self.entriesPerLog))
    }
  }

  /// What the draws say of one start.
  struct Start: Hashable, Sendable {
    /// Mean hours per useful hour.
    var meanHours: Double
    /// Share of the draws in which it needs fewer hours than the first start.
    var shareBelowFirst: Double
  }

  /// One entry per start.
  ///
  /// - Parameters:
  ///   - logDraws: ln of the hazard's multiplier, one per draw.
  ///   - logStarts: ln of the mean hour-of-week effect after each start.
  func starts(logDraws: [Double], logStarts: [Double]) -> [Start] {
    guard let first = logStarts.first, !logDraws.isEmpty else { return [] }
    let n = Double(logDraws.count)
    let base = logDraws.map { value(atLog: $0 + first) }
    return hours.withUnsafeBufferPointer { table in
      logStarts.map { start in
        var sum = 0.0
        var below = 0
        for k in logDraws.indices {
          let hours = Self.value(table, atLog: logDraws[k] + start)
          sum += hours
          if hours < base[k] { below += 1 }
        }
        return Start(meanHours: sum / n, shareBelowFirst: Double(below) / n)
      }
    }
  }

  func value(atLog log: Double) -> Double {
    hours.withUnsafeBufferPointer { Self.value($0, atLog: log) }
  }

  private static func value(
    _ table: UnsafeBufferPointer<Double>, atLog log: Double
  ) -> Double {
    let place = min(
      max((log - lowLog) * entriesPerLog, 0), Double(count - 1) - 1e-9)
    let index = Int(place)
    let share = place - Double(index)
    return table[index] + share * (table[index + 1] - table[index])
  }
}
