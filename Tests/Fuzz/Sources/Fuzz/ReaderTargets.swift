import CZlib
import FuzzDriver
import RiskDomain

@testable import RiskIngest

/// The readers of the clouds' files.
///
/// Beside not trapping, hanging or taking memory without bound, a reader must
/// not depend on the chunks in which the bytes come.
extension FuzzTarget {
  static let readers: [FuzzTarget] =
    [
      FuzzTarget(name: "detect", run: detect),
      FuzzTarget(name: "csv", run: csv),
      FuzzTarget(name: "json", run: json),
      FuzzTarget(name: "lines", run: lines),
      FuzzTarget(name: "gzip") { unpack($0, magic: [0x1F, 0x8B]) },
      FuzzTarget(name: "zip") { unpack($0, magic: ZipEntry.fileSignature) },
      FuzzTarget(name: "zstd") {
        unpack($0, magic: [0x28, 0xB5, 0x2F, 0xFD])
      },
      FuzzTarget(name: "readers", run: readAsAny),
    ]
    + IngestFormat.all.map { format in
      FuzzTarget(name: format.rawValue) { read($0, as: format) }
    }

  private static func detect(_ bytes: [UInt8]) {
    _ = IngestFormat.detect(head: bytes)
    _ = CSVScanner.firstRow(bytes)
  }

  private static func csv(_ bytes: [UInt8]) {
    func rows(_ chunkBytes: Int) -> [String] {
      var scanner = CSVScanner()
      var rows: [String] = []
      func take(_ row: CSVRow) {
        let fields = (0..<row.fieldCount).map { row.text($0) }
        rows.append("\(row.line) \(fields)")
      }
      do {
        for chunk in bytes.chunks(of: chunkBytes) {
          try scanner.consume(chunk, take)
        }
        if let line = try scanner.finish(take) { rows.append("open \(line)") }
      } catch {
        rows.append("\(error)")
      }
      return rows
    }
    expectSame(rows(bytes.count), rows(3))
  }

  private static func json(_ bytes: [UInt8]) {
    let shapes: [JSONRecordScanner.Shape] = [
      .documents, .members, .elements(of: "a"),
    ]
    for shape in shapes {
      func records(_ chunkBytes: Int) -> [String] {
        var scanner = JSONRecordScanner(shape: shape)
        var found: [String] = []
        do {
          func take(_ finding: JSONRecordScanner.Finding) {
            switch finding {
            case .record(let text, let key):
              found.append("record \(key ?? "-") \(text.written)")
              look(into: text, depth: 0)
            case .other(let text, let key):
              found.append("other \(key) \(text.written)")
            case .broken(let problem):
              found.append("broken \(problem.value ?? "-") \(problem.reason)")
            }
          }
          for chunk in bytes.chunks(of: chunkBytes) {
            try scanner.consume(chunk, take)
          }
          if let end = scanner.finish(take) { found.append(end) }
        } catch {
          found.append("error")
        }
        return found
      }
      expectSame(records(bytes.count), records(3))
    }
  }

  /// Reads names and values of a record as a format would.
  private static func look(into text: JSONText, depth: Int) {
    _ = (text.text, text.scalar, text.isNull)
    for name in ["a", "id", "detail"] as [StaticString] {
      if depth < 4, let member = try? text.member(name) {
        look(into: member, depth: depth + 1)
      }
    }
  }

  /// Lines of a log and of a table of TABs, as the readers take them.
  private static func lines(_ bytes: [UInt8]) {
    func found(_ chunkBytes: Int) -> [String] {
      var found: [String] = []
      let kinds: [(FormatInput) throws -> Void] = [
        { input in
          try TextLines.read(input) { found.append("\($1) \(Array($0))") }
        },
        { input in
          try TabLines.read(input) {
            found.append("\($1) \($0.map(Array.init))")
          }
        },
      ]
      for read in kinds {
        do {
          let path = InputFile.holding(bytes)
          let stream = try DecodedStream(path: path, chunkBytes: chunkBytes)
          // What a damaged stream gave before the damage may differ.
          while case let chunk = try stream.next(), !chunk.isEmpty {}
          guard stream.earlyEnd == nil else { return [] }
          let collector = RowCollector(
            format: .gcpOperations, source: "s", digest: "d", sink: { _ in },
            prices: nil, setAside: { _ in })
          try read(
            FormatInput(
              stream: DecodedStream(path: path, chunkBytes: chunkBytes),
              head: FileHead(bytes: []), path: path, name: "name",
              hints: hints, collector: collector))
          found.append("\(collector.report.rowsRead)")
        } catch {
          found.append("error")
        }
      }
      return found
    }
    expectSame(found(1 << 15), found(3))
  }

  /// Unpacks what begins with the marks of its kind, entry by entry.
  private static func unpack(_ bytes: [UInt8], magic: [UInt8]) {
    let bytes = magic + bytes.dropFirst(magic.count)
    func text(_ chunkBytes: Int) -> (sums: [UInt], isWhole: Bool) {
      var sums: [UInt] = []
      do {
        let stream = try DecodedStream(
          path: InputFile.holding(bytes), chunkBytes: chunkBytes)
        repeat {
          var sum: UInt = 0
          while case let chunk = try stream.next(), !chunk.isEmpty {
            sum = crc32(sum, chunk, UInt32(chunk.count))
          }
          sums.append(sum)
          if stream.earlyEnd != nil { return (sums, false) }
        } while try stream.nextEntry()
      } catch is IngestError {
        return (sums, false)
      } catch {
        fatalError("unpacking throws \(error)")
      }
      return (sums, true)
    }
    let (whole, parts) = (text(1 << 15), text(511))
    // What a damaged stream gave before the damage may differ in length.
    require(whole.isWhole == parts.isWhole, "\(whole) and \(parts)")
    if whole.isWhole { expectSame(whole.sums, parts.sums) }
  }

  /// Reads as the format that the content shows, otherwise as one that its
  /// first byte picks.
  private static func readAsAny(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let count = IngestFormat.all.count
    let shown = IngestFormat.detect(head: bytes)
    read(bytes, as: shown ?? IngestFormat.all[Int(first) % count])
  }

  private static func read(_ bytes: [UInt8], as format: IngestFormat) {
    func reading(_ chunkBytes: Int) -> (facts: [Fact], aside: [SetAsideRow])? {
      var facts: [Fact] = []
      var aside: [SetAsideRow] = []
      do {
        let report = try IngestFile.read(
          path: InputFile.holding(bytes), name: "us-west-2a_v100_1.json",
          digest: "d", format: format, hints: hints, chunkBytes: chunkBytes,
          sink: { facts += $0 }, setAside: { aside += $0 })
        require(report.facts == facts.count, "facts are miscounted")
        require(report.setAside == aside.count, "rows are miscounted")
        require(
          report.ignored.values.allSatisfy { $0 > 0 && $0 <= report.rowsRead },
          "ignored rows are miscounted")
        return (facts, aside)
      } catch let error as IngestError {
        require(!error.message.isEmpty, "an error without words")
        return nil
      } catch {
        fatalError("\(format.rawValue) throws \(error)")
      }
    }
    let (whole, parts) = (reading(1 << 15), reading(509))
    func places(_ rows: [SetAsideRow]?) -> [String] {
      (rows ?? []).map {
        "\($0.origin.line) \($0.column ?? "-") \($0.value ?? "-") \($0.reason)"
      }
    }
    // What a damaged stream gave before the damage may differ in length.
    if isDamaged(bytes) { return }
    require((whole == nil) == (parts == nil), "only one was refused")
    expectSame(whole?.facts ?? [], parts?.facts ?? [])
    expectSame(places(whole?.aside), places(parts?.aside))
  }

  /// True for packed bytes that do not come to a good end.
  private static func isDamaged(_ bytes: [UInt8]) -> Bool {
    do {
      let stream = try DecodedStream(
        path: InputFile.holding(bytes), chunkBytes: 1 << 15)
      repeat {
        while try !stream.next().isEmpty {}
        if stream.earlyEnd != nil { return true }
      } while try stream.nextEntry()
      return false
    } catch {
      return true
    }
  }

  // Whatever a file may lack: 2026-01-01 for a start and a capture.
  private static let hints = IngestHints(
    start: UTCInstant(unixSeconds: 1_767_225_600), gapSeconds: 600,
    provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge",
    clock: LocalClock(offsetMinutes: 0),
    capturedAt: UTCInstant(unixSeconds: 1_767_225_600))

  private static func expectSame<Value: Equatable>(
    _ whole: [Value], _ parts: [Value]
  ) {
    if whole == parts { return }
    let place = zip(whole, parts).prefix { $0 == $1 }.count
    fatalError(
      "chunks matter: \(whole.count) against \(parts.count), from \(place): "
        + "\(whole.dropFirst(place).prefix(1)) "
        + "\(parts.dropFirst(place).prefix(1))")
  }
}

extension Array where Element == UInt8 {
  /// The bytes in portions of at most so many.
  fileprivate func chunks(of count: Int) -> [[UInt8]] {
    stride(from: 0, to: self.count, by: Swift.max(1, count)).map {
      Array(self[$0..<Swift.min($0 + Swift.max(1, count), self.count)])
    }
  }
}
