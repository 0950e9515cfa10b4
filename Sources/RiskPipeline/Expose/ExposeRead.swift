import Foundation
import RiskDomain
import RiskIngest

/// Reads files of any format into lines for a distributed engine.
public enum ExposeRead {
  /// What reading came to.
  public struct Outcome: Sendable {
    public var rows = 0
    public var setAside = 0
    /// Facts that no part takes: traces, fleets, other names of instances.
    public var untaken = 0
    /// Files that could not be read, each with its reason.
    public var failures: [UseCaseFailure] = []
  }

  /// Reads each file whole or not at all.
  ///
  /// - Parameter write: takes whole lines.
  /// - Throws: what `write` throws.
  public static func run(
    files: [InputFiles.Entry], format: String?, hints: IngestRun.Hints,
    context: RunContext, write: @escaping ([UInt8]) throws -> Void
  ) throws -> Outcome {
    var outcome = Outcome()
    for entry in files where entry.kind == .file {
      do {
        try read(
          entry, format.flatMap(IngestFormat.init),
          FileLoading.readerHints(hints, context.catalog), &outcome, write)
      } catch let error as IngestError {
        // Files of other kinds are expected beside data, and an engine names
        // every file of a folder.
        if error.code == .unrecognised { continue }
        outcome.failures.append(UseCaseFailure(.badData, error.message))
      }
    }
    for entry in files {
      switch entry.kind {
      case .file, .companion: break
      case .notAFile(let problem):
        outcome.failures.append(UseCaseFailure(.badData, problem))
      case .unreadable(let problem):
        outcome.failures.append(UseCaseFailure(.io, problem))
      case .missing(let problem):
        outcome.failures.append(UseCaseFailure(.noInput, problem))
      }
    }
    return outcome
  }

  /// Time that lines of use cover, by delivery.
  private final class Spans {
    var byDelivery: [BillingDelivery: BillingCoverage] = [:]

    func add(_ row: BillingUsage) {
      var span =
        byDelivery[row.delivery]
        ?? BillingCoverage(
          delivery: row.delivery, from: row.usageStart, until: row.usageEnd,
          knownFrom: row.usageEnd)
      span.from = min(span.from, row.usageStart)
      span.until = max(span.until, row.usageEnd)
      span.knownFrom = min(span.knownFrom, row.usageEnd)
      byDelivery[row.delivery] = span
    }
  }

  private static func read(
    _ entry: InputFiles.Entry, _ format: IngestFormat?, _ hints: IngestHints,
    _ outcome: inout Outcome, _ write: ([UInt8]) throws -> Void
  ) throws {
    let digest = try FileDigest.sha256(path: entry.path).sha256
    let name = String(entry.name.split(separator: "/").last ?? "-")
    // Lines wait until the file was read whole: of a broken one nothing may
    // have gone out.
    let spool = try LineSpool()
    let spans = Spans()
    var untaken = 0
    let report = try IngestFile.read(
      path: entry.path, name: name, digest: digest, format: format,
      hints: hints,
      sink: { facts in
        for fact in facts {
          if case .usage(let row) = fact { spans.add(row) }
          if !spool.text.add(fact) { untaken += 1 }
        }
        try spool.flush()
      },
      setAside: { rows in
        for row in rows { spool.text.add(row) }
        try spool.flush()
      })
    let used = spans.byDelivery.values.sorted {
      ($0.delivery.account, $0.delivery.periodStart, $0.from)
        < ($1.delivery.account, $1.delivery.periodStart, $1.from)
    }
    for coverage in report.coverage + used { spool.text.add(coverage) }
    spool.text.addFile(
      digest: digest, name: name, format: report.format.rawValue,
      rows: report.rowsRead, facts: report.facts, setAside: report.setAside,
      untaken: untaken)
    try spool.replay(write)
    outcome.rows += report.rowsRead
    outcome.setAside += report.setAside
    outcome.untaken += untaken
  }
}

/// Lines that wait in a file without a name.
private final class LineSpool {
  var text = RowText()
  private let file: FileHandle
  private static let chunkBytes = 1 << 20

  init() throws(UseCaseFailure) {
    let path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("riskctl-\(getpid())-\(UUID().uuidString)").path
    let isMade = FileManager.default.createFile(
      atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    guard isMade, let file = FileHandle(forUpdatingAtPath: path) else {
      throw UseCaseFailure(
        .io, "\(path) cannot be made. Point TMPDIR to another folder.")
    }
    self.file = file
    // It goes with the process, whatever happens.
    unlink(path)
  }

  func flush(isLast: Bool = false) throws {
    guard isLast || text.bytes.count >= Self.chunkBytes else { return }
    try file.write(contentsOf: Data(text.take()))
  }

  func replay(_ write: ([UInt8]) throws -> Void) throws {
    try flush(isLast: true)
    try file.seek(toOffset: 0)
    while let chunk = try file.read(upToCount: Self.chunkBytes),
      !chunk.isEmpty
    {
      try write(Array(chunk))
    }
  }
}
