import RiskIngest

/// The digest of a long file, made on a thread of its own.
///
/// Nothing of a file is stored before its digest is known. That of a run's
/// first long file is begun before the catalog is read and the database
/// opened; every other one's while the file is read.
public struct DigestAhead: Sendable {
  let path: String
  private let thread: ProducerThread<Void, FileDigest>

  /// Begins at once; nil without a file that is worth a thread.
  public init?(_ files: [InputFiles.Entry]) {
    let first = files.first {
      $0.kind == .file && $0.byteCount >= ReadAhead.longBytes
    }
    guard let first else { return nil }
    self.init(path: first.path)
  }

  /// Begins at once.
  init(path: String) {
    self.path = path
    thread = ProducerThread(limit: 1, weight: { _ in 0 }) { _ in
      try FileDigest.sha256(path: path)
    }
  }

  /// The digest, waited for.
  func digest() throws -> FileDigest { try thread.wait() }
}
