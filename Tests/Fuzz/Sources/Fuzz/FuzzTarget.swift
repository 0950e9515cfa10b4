import RiskDomain

@testable import RiskIngest

/// Something that reads bytes of others, and what must hold whatever they are.
///
/// Beside not trapping, hanging or taking memory without bound, a reader must
/// not depend on the chunks in which the bytes come.
struct FuzzTarget: Sendable {
  var name: String
  var run: @Sendable ([UInt8]) -> Void

  static let all: [FuzzTarget] =
    [
      FuzzTarget(name: "detect", run: detect),
      FuzzTarget(name: "csv", run: csv),
      FuzzTarget(name: "json", run: json),
      FuzzTarget(name: "gzip", run: unpack),
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

  private static func unpack(_ bytes: [UInt8]) {
    // A bomb of the largest input gives 1000 times its size.
    func text(_ chunkBytes: Int) -> (count: Int, sum: UInt64, end: String) {
      var count = 0
      var sum: UInt64 = 0xcbf2_9ce4_8422_2325
      guard
        let stream = try? DecodedStream(
          path: InputFile.holding(bytes), chunkBytes: chunkBytes)
      else { return (0, 0, "no stream") }
      do {
        while case let chunk = try stream.next(), !chunk.isEmpty {
          count += chunk.count
          for byte in chunk { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
      } catch {
        return (count, sum, "error")
      }
      return (count, sum, stream.earlyEnd ?? "end")
    }
    let (whole, parts) = (text(1 << 15), text(511))
    // What a damaged stream gave before the damage may differ in length.
    if whole.end == "end" || parts.end == "end" {
      require(
        whole.sum == parts.sum && whole.end == parts.end,
        "\(whole) and \(parts)")
    }
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
    require((whole == nil) == (parts == nil), "only one was refused")
    expectSame(whole?.facts ?? [], parts?.facts ?? [])
    func places(_ rows: [SetAsideRow]?) -> [String] {
      (rows ?? []).map {
        "\($0.origin.line) \($0.column ?? "-") \($0.value ?? "-") \($0.reason)"
      }
    }
    expectSame(places(whole?.aside), places(parts?.aside))
  }

  // Whatever a file may lack: 2026-01-01 for a start and a capture.
  private static let hints = IngestHints(
    start: UTCInstant(unixSeconds: 1_767_225_600), gapSeconds: 600,
    provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge",
    clock: LocalClock(offsetMinutes: 0),
    capturedAt: UTCInstant(unixSeconds: 1_767_225_600))

  /// Stops with a message, in optimised builds too.
  private static func require(
    _ isTrue: Bool, _ message: @autoclosure () -> String
  ) {
    if !isTrue { fatalError(message()) }
  }

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
