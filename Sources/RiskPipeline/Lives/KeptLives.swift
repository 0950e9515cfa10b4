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

  /// Goes up with every change of how lives are made of facts: those that
  /// stand in a database then no longer count.
  static let version = 1

  /// Of the program and the catalog; the spec of a model decides no life.
  static func basis(_ context: RunContext) throws(UseCaseFailure) -> String {
    do {
      return textDigest(
        "\(CodeVersion.current) \(version) " + (try context.catalogDigest()))
    } catch {
      throw UseCaseFailure(.fault, "The catalog has no JSON: \(error)")
    }
  }

  /// As it is kept.
  func document() throws -> String {
    String(decoding: try CanonicalJSON.line(self), as: UTF8.self)
  }

  /// The stamp that stands, with what is kept in it; nil where none does that
  /// was made with a basis.
  static func standing(
    _ store: StoreAccess, basis: String
  ) throws(UseCaseFailure) -> (stamp: LivesStamp, kept: KeptLives)? {
    let stamp = try store { (db) throws(StoreError) in try db.livesStamp() }
    guard let stamp, stamp.basis == basis,
      // What cannot be read is made anew.
      let kept = try? JSONDecoder().decode(
        KeptLives.self, from: Data(stamp.document.utf8))
    else { return nil }
    return (stamp, kept)
  }

  /// The lives as they stand in their tables; nil where these do not hold what
  /// is known up to `until`.
  static func read(
    _ store: StoreAccess, until: UTCInstant?, _ context: RunContext
  ) throws(UseCaseFailure) -> WatchedLives? {
    guard let (stamp, kept) = try standing(store, basis: basis(context)),
      until.map({ stamp.through <= $0 }) ?? true
    else { return nil }
    let stored = try store { (db) throws(StoreError) in
      try db.storedLives(under: stamp, until: until)
    }
    guard let stored else { return nil }
    var report = SpellReport(
      spells: [], attempts: counts(stored.attempts), notes: [])
    report.add(lives: [], attempts: stored.attemptCells)
    return WatchedLives(
      spells: stored.spells, attempts: report.attempts, records: kept.records,
      notes: kept.notes, cells: stored.cells, billed: kept.billed)
  }

  /// A pool's attempts as rows, by size.
  static func rows(_ counts: AttemptCounts) -> [StoredAttempts] {
    counts.bySize.sorted { $0.key < $1.key }.map { size, outcome in
      StoredAttempts(
        pool: counts.pool, size: size, attempts: outcome.attempts,
        successes: outcome.successes)
    }
  }

  /// The attempts of rows by pool and size.
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
