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

    /// Memory in about 256 KiB.
    fileprivate var weight: Int {
      switch self {
      case .facts: 2
      case .prices: 6
      case .setAside, .progress: 1
      }
    }
  }

  /// Files from this many bytes on are worth a thread.
  static let longBytes: Int64 = 4 << 20
  /// Weight of the portions that may wait while the store writes a run: more
  /// would only take memory.
  private static let waitingLimit = 112

  private let condition = NSCondition()
  private var waiting: [Portion] = []
  private var waitingWeight = 0
  private var outcome: Result<FileReport, any Error>?
  private var isAbandoned = false

  /// Ends a reading of which nothing more is wanted.
  private struct Abandoned: Error {}

  /// What is read, and how.
  struct Source: Sendable {
    var path, name: String
    /// What the rows' origins call the file.
    var rowDigest: String
    /// Of the file, or of the first in an archive.
    var format: IngestFormat
    /// What the user named; nil tells each file of an archive by its content.
    var named: IngestFormat?
    var hints: IngestHints

    /// Reads as `IngestFile.read` does.
    func read(
      _ hand: @escaping (Portion) throws -> Void
    ) throws -> FileReport {
      try IngestFile.read(
        path: path, name: name, digest: rowDigest, format: named,
        hints: hints,
        // Nothing is lost with a progress line, and a reading that nobody
        // wants any more ends at its next row.
        progress: { try? hand(.progress(bytes: $0, rows: $1)) },
        sink: { try hand(.facts($0)) }, prices: { try hand(.prices($0)) },
        setAside: { try hand(.setAside($0)) })
    }

    /// Reads on the caller's thread: a short file is not worth another.
    func readHere(take: (Portion) throws -> Void) throws -> FileReport {
      try withoutActuallyEscaping(take) { try read($0) }
    }
  }

  /// Begins to read at once.
  init(_ source: Source) {
    Thread.detachNewThread { [self] in
      finish(Result { try source.read { try self.hand($0) } })
    }
  }

  /// Hands over what is read until the file ends.
  ///
  /// - Parameter take: is called on the caller's thread; its error ends the
  ///   reading and is thrown on.
  func deliver(take: (Portion) throws -> Void) throws -> FileReport {
    do {
      while let portion = next() { try take(portion) }
    } catch {
      abandon()
      throw error
    }
    return try result()
  }

  // MARK: On the reader's thread

  /// Waits until there is room.
  private func hand(_ portion: Portion) throws {
    try condition.withLock {
      while waitingWeight >= Self.waitingLimit, !isAbandoned {
        condition.wait()
      }
      if isAbandoned { throw Abandoned() }
      waiting.append(portion)
      waitingWeight += portion.weight
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
      let portion = waiting.removeFirst()
      waitingWeight -= portion.weight
      return portion
    }
  }

  /// Ends the reading and waits until it has ended: the file is closed then.
  func abandon() {
    condition.withLock {
      isAbandoned = true
      waiting = []
      waitingWeight = 0
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
