import Foundation
import RiskDomain
import RiskIngest
import RiskReport
import RiskStore

/// Reads one file after the other into a database.
struct FileLoading {
  private let store: StoreAccess
  private let named: IngestFormat?
  private let hints: IngestHints
  /// Everything but a file's name and bytes that decides what it gives.
  private let manner: String
  private let known: KnownReadings
  private let digestAhead: DigestAhead?
  private let progress: IngestProgress?

  /// - Parameter format: nil detects it by content, file by file.
  init(
    store: StoreAccess, format: IngestFormat?, hints: IngestRun.Hints,
    context: RunContext, digestAhead: DigestAhead?, progress: IngestProgress?
  ) throws(UseCaseFailure) {
    self.store = store
    named = format
    self.digestAhead = digestAhead
    self.progress = progress
    self.hints = Self.readerHints(hints, context.catalog)
    manner = try Self.manner(format, hints, context)
    known = try store { (db) throws(StoreError) in try db.knownReadings() }
  }

  /// Loads a file, or finds that it has been loaded before.
  ///
  /// A long file of which nothing is known is read while its digest is made.
  ///
  /// - Parameters:
  ///   - group: the transaction that the load becomes part of.
  ///   - examples: gets the first rows that were set aside.
  func load(
    _ entry: InputFiles.Entry, into group: LoadGroup,
    _ examples: inout [SetAsideRow]
  ) throws -> IngestOutcome.Line {
    // The folder and the name of a trace say what it is of.
    let manner = textDigest(self.manner + entry.name)
    let isLong = entry.byteCount >= ReadAhead.longBytes
    if isLong, !known.has(manner: manner) {
      let digest = begunDigest(of: entry)
      return try loadLong(
        entry, try source(entry, rowDigest: ""), manner, group, &examples
      ) { try digest.digest().sha256 }
    }
    let digest =
      isLong
      ? try begunDigest(of: entry).digest().sha256
      : try FileDigest.sha256(path: entry.path).sha256
    if let reading = known.reading(digest: digest, manner: manner) {
      return IngestOutcome.Line(entry: entry, known: reading)
    }
    let source = try source(entry, rowDigest: digest)
    return isLong
      ? try loadLong(entry, source, manner, group, &examples) { digest }
      : try load(entry, source, digest, manner, group, &examples) {
        try source.readHere(take: $0)
      }
  }

  private func begunDigest(of entry: InputFiles.Entry) -> DigestAhead {
    if let digestAhead, digestAhead.path == entry.path { return digestAhead }
    return DigestAhead(path: entry.path)
  }

  /// Loads a file that is read on a thread of its own.
  private func loadLong(
    _ entry: InputFiles.Entry, _ source: ReadAhead.Source, _ manner: String,
    _ group: LoadGroup, _ examples: inout [SetAsideRow],
    digest: () throws -> String
  ) throws -> IngestOutcome.Line {
    let ahead = ReadAhead(source)
    do {
      let gathered = GatheredPrices(
        of: source.name, besideDatabase: store.database.path)
      let rest = try gather(from: ahead, into: gathered)
      return try load(
        entry, source, try digest(), manner, group, &examples,
        gathered: gathered
      ) { take in
        try rest.map(take)
        return try ahead.deliver(take: take)
      }
    } catch {
      // The database may have refused before anything was delivered.
      ahead.abandon()
      throw error
    }
  }

  /// Gathers prices until something else comes.
  ///
  /// - Returns: what came; nil when the file has ended.
  private func gather(
    from ahead: ReadAhead, into gathered: GatheredPrices
  ) throws -> ReadAhead.Portion? {
    while let portion = ahead.next() {
      switch portion {
      case .prices(let columns): try gathered.add(columns)
      case .progress(let bytes, let rows):
        progress?.advance(bytes: bytes, rows: rows)
      case .facts, .setAside: return portion
      }
    }
    return nil
  }

  private func source(
    _ entry: InputFiles.Entry, rowDigest: String
  ) throws -> ReadAhead.Source {
    guard
      let format = try named
        ?? IngestFile.detect(path: entry.path, duckdb: hints.duckdb)
    else {
      throw IngestError(
        code: .unrecognised, file: entry.name,
        message: "the content fits none of the known formats. Name one with "
          + "--format: " + IngestRun.formatNames.joined(separator: ", ") + ".")
    }
    let name = String(entry.name.split(separator: "/").last ?? "-")
    return ReadAhead.Source(
      path: entry.path, name: name, rowDigest: rowDigest, format: format,
      named: named, hints: hints)
  }

  private func load(
    _ entry: InputFiles.Entry, _ source: ReadAhead.Source, _ digest: String,
    _ manner: String, _ group: LoadGroup, _ examples: inout [SetAsideRow],
    gathered: GatheredPrices? = nil,
    read: (_ take: (ReadAhead.Portion) throws -> Void) throws -> FileReport
  ) throws -> IngestOutcome.Line {
    let format = source.format
    var report = FileReport(format: format)
    var first: [SetAsideRow] = []
    let file = SourceFile(
      name: source.name, digest: digest, format: format.rawValue)
    let summary = try group.load(
      file: file, rowDigest: source.rowDigest, gathered: gathered
    ) { loader in
      report = try read { portion in
        switch portion {
        case .facts(let facts): try loader.add(facts)
        case .prices(let prices): try loader.add(prices)
        case .setAside(let rows):
          first += rows.prefix(max(0, IngestRun.shownRows - first.count))
          try loader.setAside(rows)
        case .progress(let bytes, let rows):
          progress?.advance(bytes: bytes, rows: rows)
        }
      }
      try loader.cover(report.coverage)
      for parts in report.parts {
        try loader.expect(
          parts: parts.names, ofDelivery: parts.version, own: parts.own)
      }
      try loader.remember(
        FileReading(
          manner: manner, format: format.rawValue, rows: report.rowsRead,
          facts: report.facts, setAside: report.setAside,
          ignored: report.ignored, first: report.firstInstant,
          last: report.lastInstant))
    }
    for index in first.indices { first[index].origin.fileDigest = digest }
    examples += first
    return IngestOutcome.Line(
      entry: entry, report: report, summary: summary)
  }

  /// A digest of the options, the catalog and the program.
  private static func manner(
    _ format: IngestFormat?, _ hints: IngestRun.Hints, _ context: RunContext
  ) throws(UseCaseFailure) -> String {
    do {
      let said = try CanonicalJSON.line(hints)
      return String(decoding: said, as: UTF8.self)
        + (format?.rawValue ?? "by content") + "\n"
        + (try context.catalogDigest()) + "\n" + CodeVersion.current + "\n"
    } catch {
      throw UseCaseFailure(.fault, "The options have no JSON: \(error)")
    }
  }

  /// A type is wanted when the catalog knows its accelerator, or, where the
  /// catalog does not know the type, when its name says so.
  static func readerHints(
    _ hints: IngestRun.Hints, _ catalog: Catalog
  ) -> IngestHints {
    let known = Dictionary(
      catalog.instanceTypes.map {
        ("\($0.provider.rawValue)/\($0.instanceType)", $0.accelerator != nil)
      }, uniquingKeysWith: { first, _ in first })
    return IngestHints(
      start: hints.start, gapSeconds: hints.gapSeconds,
      provider: hints.provider, zone: hints.zone,
      instanceType: hints.instanceType,
      clock: hints.timeZone.flatMap(NamedClock.clock),
      capturedAt: hints.capturedAt, instanceTypes: catalog.instanceTypes,
      duckdb: hints.duckdb,
      isAccelerated: { provider, type in
        known["\(provider.rawValue)/\(type)"]
          ?? IngestHints.isAcceleratedByName(provider, type)
      })
  }
}
