import RiskDomain

/// The company's own launch log of both clouds, failed tries included.
///
/// Ends may be left empty: they have to be found in billing, events and
/// operations, as with any log that only the launcher writes.
enum LaunchLogFile {
  private static let header =
    "launchId,pool,market,requestedAt,launchedAt,instanceId,endedAt,exit,job,"
    + "gang\n"
  /// Rows of a file; more come in further parts.
  private static let rowsPerPart = 200_000

  static func write(
    _ facts: MonthFacts, withEnds: Bool,
    to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    let lives = Dictionary(
      withEnds
        ? facts.histories.flatMap(\.lives).map { ($0.instanceID, $0) } : [],
      uniquingKeysWith: { first, _ in first })
    let attempts = facts.histories.flatMap(\.attempts).enumerated().sorted {
      ($0.element.requestedAt, $0.offset) < ($1.element.requestedAt, $1.offset)
    }
    var first = 0
    repeat {
      let last = min(first + rowsPerPart, attempts.count)
      var bytes = Array(header.utf8)
      for number in first..<last {
        bytes.append(
          contentsOf: row(attempts[number].element, number: number + 1, lives)
            .utf8)
      }
      let part = first / rowsPerPart + 1
      try sink(
        SimulatedFile(
          path: "launches/launches-\(part).csv.gz", bytes: bytes,
          wantsGzip: true))
      first = last
    } while first < attempts.count
  }

  private static func row(
    _ attempt: Attempt, number: Int, _ lives: [String: Life]
  ) -> String {
    let life = attempt.instanceID.flatMap { lives[$0] }
    let fields = [
      "l-\(number)", attempt.plan.pool.key, attempt.market.rawValue,
      attempt.requestedAt.rfc3339, attempt.launchedAt?.rfc3339 ?? "",
      attempt.instanceID ?? "", life?.endedAt.rfc3339 ?? "",
      life?.exit.rawValue ?? "", attempt.job, attempt.gang,
    ]
    return fields.joined(separator: ",") + "\n"
  }
}
