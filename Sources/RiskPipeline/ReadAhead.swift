import RiskDomain
import RiskIngest

/// Reads a file on a thread of its own while the caller stores what was read.
///
/// Parsing and SQLite each keep a processor busy; a long file then takes the
/// time of the longer of the two.
struct ReadAhead {
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
  /// Weight of the portions that may wait while the store writes a run.
  private static let waitingLimit = 112

  private let thread: ProducerThread<Portion, FileReport>

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
    thread = ProducerThread(
      limit: Self.waitingLimit, weight: \.weight, produce: source.read)
  }

  /// The next portion; nil at the end of the file.
  func next() -> Portion? { thread.next() }

  /// Hands over what is read until the file ends.
  ///
  /// - Parameter take: is called on the caller's thread; its error ends the
  ///   reading and is thrown on.
  func deliver(take: (Portion) throws -> Void) throws -> FileReport {
    do {
      while let portion = thread.next() { try take(portion) }
    } catch {
      abandon()
      throw error
    }
    return try thread.result()
  }

  /// Ends the reading and waits until it has ended: the file is closed then.
  func abandon() { thread.abandon() }
}
