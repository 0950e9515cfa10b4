public import RiskDomain
import RiskReport
public import RiskStore

/// JSON of an ingest run.
public struct IngestDocument: Hashable, Sendable, Codable {
  /// One file.
  public struct File: Hashable, Sendable, Codable {
    public var name: String
    public var format: String?
    public var rows, new, repeated, setAside: Int
    public var ignored: [String: Int]
    public var first, last: UTCInstant?
    /// What should be known of the file as a whole; absent without any.
    public var notes: [String]?
    /// Why nothing was loaded; nil when it was.
    public var problem: String?
  }

  public var schemaVersion = 1
  public var generatedAt, asOf: UTCInstant
  public var dataThrough: UTCInstant?
  /// Of the newest model fitted so far; "none" without one.
  public var modelDigest: String
  public var seed: UInt64
  public var files: [File]
  /// Parts of bills that manifests name and that were not read.
  public var missingParts: [MissingPart]
  public var notes: [String]
}

extension IngestOutcome {
  /// The run as JSON, every file on its own.
  public func document(
    redacted: Bool, context: RunContext
  ) -> IngestDocument {
    IngestDocument(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: dataThrough, modelDigest: modelDigest, seed: context.seed,
      files: lines.map { line in
        IngestDocument.File(
          name: redacted ? "(file)" : line.name,
          format: line.format, rows: line.rows, new: line.new,
          repeated: line.repeated, setAside: line.setAside,
          ignored: line.ignored, first: line.first, last: line.last,
          notes: line.notes.isEmpty ? nil : line.notes,
          problem: line.problem)
      },
      missingParts: redacted
        ? missingParts.map {
          MissingPart(delivery: $0.delivery, name: "(file)")
        }
        : missingParts,
      notes: notes)
  }
}
