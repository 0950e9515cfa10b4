import Foundation

/// A Parquet bill read through the `duckdb` command, which turns the needed
/// columns into CSV rows for the readers of CSV.
///
/// There is no Parquet library for Swift in the usual distributions; a child
/// process needs none and keeps memory bounded, since its rows come through a
/// pipe.
final class ParquetBill {
  private let path: String
  private let duckdb: String
  private let process = Process()
  private let rows = Pipe()
  private let complaints = Pipe()

  /// True when a file begins as Parquet does.
  static func isParquet(path: String) throws -> Bool {
    let start = try FileBytes(path: path, chunkBytes: 4).next()
    return start == Array("PAR1".utf8)
  }

  /// - Parameter duckdb: path of the command; nil when it was not found.
  init(path: String, duckdb: String?) throws {
    guard let duckdb else {
      throw IngestError(
        code: .unsupported, file: path,
        message: "this is a Parquet file, which is read through the `duckdb` "
          + "command, and there is none on the PATH. Install it with "
          + "`pip install duckdb-cli`, name it with RISKCTL_DUCKDB, or export "
          + "the report as CSV.")
    }
    self.path = path
    self.duckdb = duckdb
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  /// The header of the columns that are read, as CSV; detection needs no row.
  func header() throws -> [UInt8] {
    Array(try columns().map(\.name).joined(separator: ",").utf8) + [0x0A]
  }

  /// Starts the command and gives a path at which its rows can be read once.
  func start() throws -> String {
    let selected = try columns().map { column -> String in
      let name = Self.quoted(column.name, with: "\"")
      // Maps and structures become JSON objects, as in a CSV delivery.
      return column.isNested
        ? "CAST(to_json(\(name)) AS VARCHAR) AS \(name)" : name
    }
    process.executableURL = URL(fileURLWithPath: duckdb)
    process.arguments =
      Self.options + [
        "-c",
        "SET TimeZone = 'UTC'; SET preserve_insertion_order = true; "
          + "COPY (SELECT \(selected.joined(separator: ", ")) "
          + "FROM \(source)) TO '/dev/stdout' (FORMAT csv, HEADER)",
      ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = rows
    process.standardError = complaints
    try run(process)
    return "/dev/fd/\(rows.fileHandleForReading.fileDescriptor)"
  }

  /// Waits for the command.
  ///
  /// - Throws: `.malformedDocument` when it could not read the file.
  func finish() throws {
    let words = complaints.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try Self.require(process, words: words, path: path)
  }

  private struct Column {
    var name: String
    var isNested: Bool
  }

  /// The file's columns that some reader of bills reads, in their order.
  private func columns() throws -> [Column] {
    let describe = Process()
    let answer = Pipe()
    let complaints = Pipe()
    describe.executableURL = URL(fileURLWithPath: duckdb)
    describe.arguments =
      Self.options + [
        "-noheader", "-list", "-separator", "\t", "-c",
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "
          + "\(source))",
      ]
    describe.standardInput = FileHandle.nullDevice
    describe.standardOutput = answer
    describe.standardError = complaints
    try run(describe)
    let text = String(
      decoding: answer.fileHandleForReading.readDataToEndOfFile(),
      as: UTF8.self)
    let words = complaints.fileHandleForReading.readDataToEndOfFile()
    describe.waitUntilExit()
    try Self.require(describe, words: words, path: path)
    let columns = text.split(separator: "\n").compactMap { line -> Column? in
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      let (name, type) = (String(parts[0]), parts[1])
      guard CURColumns.isRead(name) || FOCUSColumns.readNames.contains(name)
      else { return nil }
      let isNested =
        type.hasPrefix("MAP") || type.hasPrefix("STRUCT") || type.hasSuffix("]")
      return Column(name: name, isNested: isNested)
    }
    guard !columns.isEmpty else {
      throw IngestError(
        code: .unrecognised, file: path,
        message: "this Parquet file is no bill: it has none of the columns of "
          + "a Cost and Usage Report or of FOCUS.")
    }
    return columns
  }

  /// No start-up file of the user's may change what the command prints.
  private static let options = ["-init", "/dev/null", "-batch"]

  private var source: String {
    // A folder's name must not take the place of a column.
    "read_parquet(\(Self.quoted(path, with: "'")), hive_partitioning=false)"
  }

  private static func quoted(_ text: String, with quote: String) -> String {
    quote + text.replacing(quote, with: quote + quote) + quote
  }

  /// Nothing of the caller's environment, which may hold credentials: where
  /// programs lie, and a locale that changes no number.
  private var environment: [String: String] {
    let own = URL(fileURLWithPath: duckdb).deletingLastPathComponent().path
    return [
      "PATH": own + ":/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8",
      "HOME": "/nonexistent",
    ]
  }

  private func run(_ process: Process) throws {
    process.environment = environment
    do {
      try process.run()
    } catch {
      throw IngestError(
        code: .unreadable, file: path,
        message: "'\(duckdb)' could not be started. Name a working `duckdb` "
          + "with RISKCTL_DUCKDB.")
    }
  }

  private static func require(
    _ process: Process, words: Data, path: String
  ) throws {
    guard process.terminationStatus != 0 else { return }
    let lines = String(decoding: words, as: UTF8.self).split(separator: "\n")
    let reason = lines.first { $0.contains("Error") } ?? lines.first ?? ""
    throw IngestError.malformed(
      "`duckdb` could not read it: \(reason.prefix(200)) Export it again.",
      file: path)
  }
}
