import GRDB
import RiskDomain

/// Writes the facts of logs, each kind from its first fact on.
///
/// Most files hold one kind or none: statements are prepared on demand.
final class LogWriter {
  private let db: Database
  private let file: SourceFile
  private let fileID: Int64
  private let pools: PoolDirectory

  private var aliases: KeyedWriter<InstanceAlias>?
  private var requests: KeyedWriter<CapacityRequest>?
  private var fleetChanges: KeyedWriter<FleetChange>?
  private var aliveCounts: KeyedWriter<AliveCount>?
  private var checkpoints: KeyedWriter<CheckpointReport>?
  private var cells: KeyedWriter<ExposureCell>?
  private var lives: KeyedWriter<LifeCell>?
  private var attempts: KeyedWriter<AttemptCell>?

  init(_ db: Database, file: SourceFile, fileID: Int64, pools: PoolDirectory) {
    self.db = db
    self.file = file
    self.fileID = fileID
    self.pools = pools
  }

  /// Stores one fact; true when its key is new.
  func write(_ fact: LogFact) throws -> Bool {
    switch fact {
    case .alias(let fact): try write(fact, &aliases)
    case .request(let fact): try write(fact, &requests)
    case .fleetChange(let fact): try write(fact, &fleetChanges)
    case .aliveCount(let fact): try write(fact, &aliveCounts)
    case .checkpoint(let fact): try write(fact, &checkpoints)
    case .cell(let fact): try write(fact, &cells)
    case .lives(let fact): try write(fact, &lives)
    case .attempts(let fact): try write(fact, &attempts)
    }
  }

  private func write<Value: StoredFact>(
    _ fact: Value, _ writer: inout KeyedWriter<Value>?
  ) throws -> Bool {
    let ready =
      try writer
      ?? KeyedWriter<Value>(db, file: file, fileID: fileID, pools: pools)
    writer = ready
    return try ready.write(fact)
  }
}
