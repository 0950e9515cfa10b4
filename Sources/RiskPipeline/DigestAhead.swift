import RiskIngest

/// The digest of a run's first long file, made while the run gets ready.
///
/// Nothing of a file is stored before its digest is known. Begun before the
/// catalog is read and the database opened, the digest is there sooner.
public struct DigestAhead: Sendable {
  private let path: String
  private let thread: ProducerThread<Void, FileDigest>

  /// Begins at once; nil without a file that is worth a thread.
  public init?(_ files: [InputFiles.Entry]) {
    let first = files.first {
      $0.kind == .file && $0.byteCount >= ReadAhead.longBytes
    }
    guard let first else { return nil }
    let path = first.path
    self.path = path
    thread = ProducerThread(limit: 1, weight: { _ in 0 }) { _ in
      try FileDigest.sha256(path: path)
    }
  }

  /// The digest, waited for; nil for every other file.
  func digest(of entry: InputFiles.Entry) throws -> FileDigest? {
    guard entry.path == path else { return nil }
    return try thread.wait()
  }
}
