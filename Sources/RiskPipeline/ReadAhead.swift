import Foundation
import RiskDomain
import RiskIngest

/// Reads a file on a thread of its own while the caller stores what was read.
///
/// Parsing and SQLite each keep a processor busy; a long file then takes the
/// time of the longer of the two. What the caller gets, and in which order, is
/// what it would get without.
///
/// @unchecked because everything that changes is touched under `condition`
/// alone.
final class ReadAhead: @unchecked Sendable {
  /// What a reading hands over.
  enum Portion: Sendable {
    case facts([Fact])
    case prices(PriceColumns)
    case setAside([SetAsideRow])
    case progress(bytes: Int64, rows: Int)
  }

  /// Files from this many bytes on are worth a thread.
  static let longBytes: Int64 = 4 << 20
  /// Portions that may wait: more would only take memory.
  private static let waitingLimit = 4

  private let condition = NSCondition()
  private var waiting: [Portion] = []
  private var outcome: Result<FileReport, any Error>?
  private var isAbandoned = false

  /// Ends a reading of which nothing more is wanted.
  private struct Abandoned: Error {}

  /// Reads a file as `IngestFile.read` does.
  ///
  /// - Parameters:
  ///   - isLong: a short file is read on the caller's thread.
  ///   - take: is called on the caller's thread; its error ends the reading
  ///     and is thrown on.
  static func read(
    path: String, name: String, digest: String, format: IngestFormat,
    hints: IngestHints, isLong: Bool, take: (Portion) throws -> Void
  ) throws -> FileReport {
    @Sendable func read(
      _ hand: @escaping (Portion) throws -> Void
    ) throws -> FileReport {
      try IngestFile.read(
        path: path, name: name, digest: digest, format: format, hints: hints,
        // Nothing is lost with a progress line, and a reading that nobody
        // wants any more ends at its next row.
        progress: { try? hand(.progress(bytes: $0, rows: $1)) },
        sink: { try hand(.facts($0)) }, prices: { try hand(.prices($0)) },
        setAside: { try hand(.setAside($0)) })
    }
    guard isLong else {
      return try withoutActuallyEscaping(take) { try read($0) }
    }
    let ahead = ReadAhead()
    Thread.detachNewThread {
      ahead.finish(Result { try read { try ahead.hand($0) } })
    }
    do {
      while let portion = ahead.next() { try take(portion) }
    } catch {
      ahead.abandon()
      throw error
    }
    return try ahead.result()
  }

  // MARK: On the reader's thread

  /// Waits until there is room.
  private func hand(_ portion: Portion) throws {
    try condition.withLock {
      while waiting.count >= Self.waitingLimit, !isAbandoned {
        condition.wait()
      }
      if isAbandoned { throw Abandoned() }
      waiting.append(portion)
      condition.broadcast()
    }
  }

  private func finish(_ outcome: Result<FileReport, any Error>) {
    condition.withLock {
      self.outcome = outcome
      condition.broadcast()
    }
  }

  // MARK: On the caller's thread

  /// The next portion; nil when the reading is over.
  private func next() -> Portion? {
    condition.withLock {
      while waiting.isEmpty, outcome == nil { condition.wait() }
      guard !waiting.isEmpty else { return nil }
      defer { condition.broadcast() }
      return waiting.removeFirst()
    }
  }

  /// Ends the reading and waits until it has ended: the file is closed then.
  private func abandon() {
    condition.withLock {
      isAbandoned = true
      waiting = []
      condition.broadcast()
      while outcome == nil { condition.wait() }
    }
  }

  private func result() throws -> FileReport {
    let outcome = condition.withLock { self.outcome }
    guard let outcome else { throw Abandoned() }
    return try outcome.get()
  }
}
