import Foundation
import RiskDomain
import RiskExposure
import RiskReport
import RiskStore

/// What is kept beside the spells of a database, so that they can be read back
/// without the facts that they were made of.
struct KeptLives: Codable, Sendable {
  var records: LossRecords
  var billed: BilledRates
  var notes: [String]

  /// Of the program and the catalog; the spec of a model decides no life.
  static func basis(_ context: RunContext) throws(UseCaseFailure) -> String {
    do {
      return textDigest(CodeVersion.current + (try context.catalogDigest()))
    } catch {
      throw UseCaseFailure(.fault, "The catalog has no JSON: \(error)")
    }
  }

  /// As it is kept.
  func document() throws -> String {
    String(decoding: try CanonicalJSON.line(self), as: UTF8.self)
  }

  /// The lives as they stand in their tables; nil where these do not hold what
  /// is known up to `until`.
  static func read(
    _ store: StoreAccess, until: UTCInstant?, _ context: RunContext
  ) throws(UseCaseFailure) -> WatchedLives? {
    let basis = try basis(context)
    let stored = try store { (db) throws(StoreError) in
      try db.storedLives(basis: basis, until: until)
    }
    guard let stored else { return nil }
    // What cannot be read is made anew.
    guard
      let kept = try? JSONDecoder().decode(
        KeptLives.self, from: Data(stored.watch.utf8))
    else { return nil }
    let (cells, attempts) = try store { (db) throws(StoreError) in
      (try db.exposureCells(until: until), try db.attemptCells(until: until))
    }
    var report = SpellReport(
      spells: [], attempts: counts(stored.attempts), notes: [])
    report.add(lives: [], attempts: attempts)
    return WatchedLives(
      spells: stored.spells, attempts: report.attempts, records: kept.records,
      notes: kept.notes, cells: cells, billed: kept.billed)
  }

  /// Of rows by pool and size.
  private static func counts(_ rows: [StoredAttempts]) -> [AttemptCounts] {
    var counts: [AttemptCounts] = []
    for row in rows {
      if counts.last?.pool != row.pool {
        counts.append(AttemptCounts(pool: row.pool, attempts: 0, successes: 0))
      }
      let last = counts.count - 1
      counts[last].attempts += row.attempts
      counts[last].successes += row.successes
      counts[last].bySize[row.size] = .init(
        attempts: row.attempts, successes: row.successes)
    }
    return counts
  }
}
