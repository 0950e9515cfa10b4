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
    repeat {
      let (_, format) = try look(stream, path: path, named: nil)
      if let format { return format }
    } while try stream.nextEntry()
    return nil
  }

  /// Reads a plain, gzip, zstd or zip file in bounded memory.
  ///
  /// Of a zip archive every file is read as if it stood alone; lines count from
  /// 1 in each. Files in it that fit no format are counted as ignored.
  ///
  /// Facts and set-aside rows are handed over in batches of at most 1,024, in
  /// the file's order within each kind. An error of a sink ends the reading
  /// and is passed on.
  ///
  /// - Parameters:
  ///   - path: the file; its folders may say when a trace began.
  ///   - name: the file's name without its folder, for the rows' origin.
  ///   - digest: SHA-256 of the file, from `FileDigest`.
  ///   - format: nil detects it by content.
  ///   - chunkBytes: bytes read at a time; tests choose 7.
  ///   - prices: takes prices in columns, 65,536 and more at a time; nil hands
  ///     them to `sink` as facts.
  ///   - progress: told after every chunk how many bytes of the file and how
  ///     many records have been read.
  /// - Throws: `IngestError` for what spoils the whole file. Rows before the
  ///   spot may have been handed over by then.
  public static func read(
    path: String, name: String, digest: String, format: IngestFormat? = nil,
    hints: IngestHints = IngestHints(), chunkBytes: Int = 1 << 20,
    progress: ((_ bytes: Int64, _ rows: Int) -> Void)? = nil,
    sink: @escaping ([Fact]) throws -> Void,
    prices: ((PriceColumns) throws -> Void)? = nil,
    setAside: @escaping ([SetAsideRow]) throws -> Void
  ) throws -> FileReport {
    let parquet =
      try ParquetBill.isParquet(path: path)
      ? ParquetBill(path: path, duckdb: hints.duckdb) : nil
    let stream = try DecodedStream(
      path: parquet?.start() ?? path, chunkBytes: chunkBytes)
    var unknownCount = 0
    var (head, next) = try look(stream, path: path, named: format)
    while next == nil {
      unknownCount += 1
      guard try stream.nextEntry() else { throw unrecognised(path) }
      (head, next) = try look(stream, path: path, named: format)
    }
    guard let first = next else { throw unrecognised(path) }
    let collector = RowCollector(
      format: first, source: name, digest: digest, sink: sink,
      prices: prices, setAside: setAside)
    if let progress {
      stream.onChunk = { progress($0, collector.report.rowsRead) }
    }
    for _ in 0..<unknownCount { collector.ignore(unknownEntry) }
    while true {
      if let next {
        try next.reader.read(
          FormatInput(
            stream: stream, head: head, path: path, name: name, hints: hints,
            collector: collector))
      } else {
        collector.ignore(unknownEntry)
      }
      guard try stream.nextEntry() else { break }
      (head, next) = try look(stream, path: path, named: format)
    }
    try parquet?.finish()
    try collector.flush()
    return collector.report
  }

  /// Why a file of an archive is left out.
  private static let unknownEntry = "file in the archive of no known format"

  private static func unrecognised(_ path: String) -> IngestError {
    IngestError(
      code: .unrecognised, file: path,
      message: "the content fits none of the known formats. Name one with "
        + "--format: "
        + IngestFormat.all.map(\.rawValue).joined(separator: ", ") + ".")
  }

  /// The first bytes where the stream stands, and their format.
  ///
  /// In an archive a file that is empty or of another kind stands beside
  /// others and has no format; alone it is an error that says what it is.
  private static func look(
    _ stream: DecodedStream, path: String, named: IngestFormat?
  ) throws -> (FileHead, IngestFormat?) {
    let head = FileHead(bytes: try stream.head(limit: headBytes))
    let isEmpty = head.isBlank && stream.earlyEnd == nil
    if stream.isArchive {
      let isOther = isEmpty || head.unsupportedKind != nil
      return (head, isOther ? nil : named ?? IngestFormat.detect(head))
    }
    if isEmpty {
      throw IngestError(
        code: .emptyFile, file: path,
        message: "the file is empty. Export it again.")
    }
    if let kind = head.unsupportedKind {
      throw IngestError(code: .unsupported, file: path, message: kind)
    }
    let format = named ?? IngestFormat.detect(head)
    if format == nil, let reason = stream.earlyEnd {
      throw IngestError.malformed(
        "\(reason). What came before shows no known format. Copy the file "
          + "again.", file: path)
    }
    return (head, format)
  }
}
