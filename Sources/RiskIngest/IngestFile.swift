public import RiskDomain

/// Reads one file into facts.
public enum IngestFile {
  /// Bytes of the decoded start that detection looks at.
  static let headBytes = 65536

  /// The format of a file, judged by its content; nil when none fits.
  ///
  /// - Parameter duckdb: path of the `duckdb` command, for Parquet files.
  /// - Throws: `IngestError` when the file cannot be read or is empty.
  public static func detect(
    path: String, duckdb: String? = nil
  ) throws -> IngestFormat? {
    if try ParquetBill.isParquet(path: path) {
      let bill = try ParquetBill(path: path, duckdb: duckdb)
      return IngestFormat.detect(head: try bill.header())
    }
    let stream = try DecodedStream(path: path, chunkBytes: headBytes)
    return IngestFormat.detect(try head(of: stream, path: path))
  }

  /// Reads a plain, gzip or zip file in bounded memory.
  ///
  /// Facts and set-aside rows are handed over in batches of at most 8,192, in
  /// the file's order within each kind. An error of a sink ends the reading
  /// and is passed on.
  ///
  /// - Parameters:
  ///   - path: the file; its folders may say when a trace began.
  ///   - name: the file's name without its folder, for the rows' origin.
  ///   - digest: SHA-256 of the file, from `FileDigest`.
  ///   - format: nil detects it by content.
  ///   - chunkBytes: bytes read at a time; tests choose 7.
  /// - Throws: `IngestError` for what spoils the whole file. Rows before the
  ///   spot may have been handed over by then.
  public static func read(
    path: String, name: String, digest: String, format: IngestFormat? = nil,
    hints: IngestHints = IngestHints(), chunkBytes: Int = 1 << 20,
    sink: @escaping ([Fact]) throws -> Void,
    setAside: @escaping ([SetAsideRow]) throws -> Void
  ) throws -> FileReport {
    let parquet =
      try ParquetBill.isParquet(path: path)
      ? ParquetBill(path: path, duckdb: hints.duckdb) : nil
    let stream = try DecodedStream(
      path: parquet?.start() ?? path, chunkBytes: chunkBytes)
    let head = try head(of: stream, path: path)
    guard let format = format ?? IngestFormat.detect(head) else {
      throw IngestError(
        code: .unrecognised, file: path,
        message: "the content fits none of the known formats. Name one with "
          + "--format: "
          + IngestFormat.all.map(\.rawValue).joined(separator: ", ") + ".")
    }
    let collector = RowCollector(
      format: format, source: name, digest: digest, sink: sink,
      setAside: setAside)
    try format.reader.read(
      FormatInput(
        stream: stream, head: head, path: path, name: name, hints: hints,
        collector: collector))
    try parquet?.finish()
    try collector.flush()
    return collector.report
  }

  private static func head(
    of stream: DecodedStream, path: String
  ) throws -> FileHead {
    let head = FileHead(bytes: try stream.head(limit: headBytes))
    if head.isBlank, stream.earlyEnd == nil {
      throw IngestError(
        code: .emptyFile, file: path,
        message: "the file is empty. Export it again.")
    }
    if let archive = head.unsupportedKind {
      throw IngestError(code: .unsupported, file: path, message: archive)
    }
    return head
  }
}
