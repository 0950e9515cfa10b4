import Foundation
import RiskDomain
import RiskModels
import RiskReport
import RiskSimulation
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Cells of parts, added up as an engine adds them, against one machine.
struct ExposePartsTests {
  private static let month = try? GPUMonth(days: 9, seed: 21, scale: 0.4)

  /// The lines of all files of a folder.
  private func lines(
    _ pipeline: MonthPipeline, _ context: RunContext
  ) throws -> [String] {
    var bytes: [UInt8] = []
    let outcome = try ExposeRead.run(
      files: InputFiles.list([pipeline.files]), format: nil,
      hints: IngestRun.Hints(
        capturedAt: pipeline.month.start.adding(hours: 36)),
      context: context
    ) { bytes += $0 }
    #expect(outcome.failures.isEmpty)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .map(String.init)
  }

  private func expose(
    _ lines: [String], _ answer: ExposeRun.Answer, _ context: RunContext
  ) throws -> [String] {
    var input: [UInt8]? = Array((lines.joined(separator: "\n") + "\n").utf8)
    var bytes: [UInt8] = []
    let outcome = try ExposeRun.run(
      answer: answer, source: "test", context: context,
      chunk: {
        defer { input = nil }
        return input
      }, write: { bytes += $0 })
    #expect(outcome.rejected == 0)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .map(String.init)
  }

  private func field(_ line: String, _ index: Int) -> String {
    String(
      line.split(separator: "\t", omittingEmptySubsequences: false)[index])
  }

  private func cut(_ lines: [String], into count: Int) -> [[String]] {
    var parts = [[String]](repeating: [], count: count)
    for line in lines {
      let sum = field(line, 0).utf8.reduce(UInt32(7)) { $0 &* 31 &+ UInt32($1) }
      parts[Int(sum % UInt32(count))].append(line)
    }
    return parts.map { lines in
      let placed = lines.map { line in
        let isOfFile = !["granted"].contains(field(line, 1))
        return (
          isOfFile ? field(line, 2) : "",
          isOfFile ? Int(field(line, 3)) ?? 0 : 0,
          line
        )
      }
      return placed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }
  }

  /// What an engine does: survey, instances, pools, sums.
  private func inParts(
    _ lines: [String], _ count: Int, _ answer: ExposeRun.Answer,
    _ context: RunContext
  ) throws -> [String] {
    let poolKinds: Set = ["try", "request", "price"]
    let coverage = lines.filter { field($0, 1) == "coverage" }
    let rows = lines.filter { field($0, 0) != "*" }
    let surveys = try cut(rows, into: count).flatMap {
      try expose(coverage + $0, .survey, context)
    }
    let head = coverage + (try expose(surveys, .survey, context))
    let instances = rows.filter { !poolKinds.contains(field($0, 1)) }
    let lived = try cut(instances, into: count).flatMap {
      try expose(head + $0, answer, context)
    }
    let tries =
      rows.filter { poolKinds.contains(field($0, 1)) }
      + lived.filter { !$0.hasPrefix("{") }
    let waited = try cut(tries, into: count).flatMap {
      try expose(head + $0, answer, context)
    }
    return try added(lived.filter { $0.hasPrefix("{") } + waited)
  }

  /// Lines with equal beginnings, their last numbers added.
  private func added(_ lines: [String]) throws -> [String] {
    var sums: [String: [String: Int64]] = [:]
    let members = [
      ",\"lives\":", ",\"attempts\":", ",\"atRiskMilliseconds\":",
      ",\"usdMicroPerHour\":",
    ]
    for line in lines {
      let places = members.compactMap {
        line.range(of: $0, options: .backwards)?.lowerBound
      }
      let at = try #require(places.max())
      let numbers = try JSONDecoder().decode(
        [String: Int64].self,
        from: Data(("{" + line[line.index(after: at)...]).utf8))
      for (name, number) in numbers {
        sums[String(line[..<at]), default: [:]][name, default: 0] += number
      }
    }
    return sums.map { beginning, numbers in
      let names = [
        "lives", "attempts", "atRiskMilliseconds", "interruptions",
        "usdMicroPerHour",
      ]
      return beginning
        + names.compactMap { name in
          numbers[name].map { ",\"\(name)\":\($0)" }
        }.joined() + "}"
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  @Test func anyNumberOfPartsGivesTheSameCells() throws {
    let month = try #require(Self.month)
    try withTemporaryFolder { folder in
      let pipeline = try MonthPipeline(month, in: folder)
      let context = try MonthPipeline.context(asOf: month.end)
      let lines = try lines(pipeline, context)
      for answer in [ExposeRun.Answer.lives, .summed] {
        let whole = try expose(lines, answer, context)
        #expect(whole.count > 100)
        for count in [2, 7] {
          #expect(
            try inParts(lines, count, answer, context) == whole, "\(count)")
        }
      }
    }
  }

  /// The artifact differs in what it says of its data alone: the one database
  /// holds the files' facts, the other their cells.
  @Test func aFitToCellsIsTheFitToTheFiles() throws {
    let month = try #require(Self.month)
    try withTemporaryFolder { folder in
      let direct = try MonthPipeline(month, in: folder)
      let context = try MonthPipeline.context(asOf: month.end)
      try direct.ingest()
      try direct.fit(asOf: month.end)
      let cells = try expose(lines(direct, context), .lives, context)
      let path = try write(
        cells.joined(separator: "\n") + "\n", to: "cells.jsonl", in: folder)
      let counted = direct.named("cells.sqlite")
      let outcome = try counted.ingest([path])
      #expect(outcome.lines.map(\.setAside) == [0])
      try counted.fit(asOf: month.end)
      let models = try [direct, counted].map { pipeline in
        let spec = try ModelSpecFile.load(path: context.home.defaultSpec)
        let store = try StoreAccess(pipeline.database, for: .read)
        let stored = try FittedModel.stored(
          store, spec: spec, gangSize: 1, asOf: month.end)
        var model = try #require(stored).artifact
        #expect(model.strata.count >= 4)
        model.dataDigest = ""
        model.observedUntil = month.end
        return try CanonicalJSON.line(model)
      }
      #expect(models[0] == models[1])
      let tables = try [direct, counted].map { pipeline in
        try pipeline.tableDigests().first { $0.table == "exposure" }
      }
      #expect(tables[0] == tables[1])
      #expect(tables[0] != nil)
      let kept = try [direct, counted].map { pipeline in
        let database = try RiskDatabase(
          path: pipeline.database, access: .readOnly)
        return try changes(database.prices())
      }
      #expect(kept[0] == kept[1])
      #expect(kept[0].count > 50)
    }
  }

  /// Prices that differ from the one before.
  private func changes(_ prices: [PriceObservation]) -> [String] {
    var last: (pool: PoolID, price: MicroUSD)?
    return prices.compactMap { row in
      defer { last = (row.pool, row.pricePerHour) }
      guard last?.pool != row.pool || last?.price != row.pricePerHour else {
        return nil
      }
      return "\(row.pool.key) \(row.effectiveFrom) \(row.pricePerHour)"
    }
  }

  // By hand: of five prices the second repeats the first, and the fourth is
  // the third's; the last stays, since it tells until when prices are known.
  @Test func pricesGoOnAsChangesWithTheLast() throws {
    let context = try MonthPipeline.context(
      asOf: UTCInstant(unixMilliseconds: 0))
    let pool = "aws/us-east-1a/p3.2xlarge"
    let lines = [7, 7, 8, 8, 8].enumerated().map { hour, price in
      "\(pool)\tprice\t\(String(repeating: "a", count: 16))\t\(hour + 1)\t"
        + "\(pool)\t\(hour * 3_600_000)\t\(price)"
    }
    #expect(
      try expose(lines, .lives, context)
        == [(0, 7), (2, 8), (4, 8)].map { hour, price in
          "{\"pool\":\"\(pool)\",\"at\":\"1970-01-01T0\(hour):00:00Z\","
            + "\"usdMicroPerHour\":\(price)}"
        })
  }

  @Test func linesOfAFileThatComeTwiceAreRefused() throws {
    let context = try MonthPipeline.context(
      asOf: UTCInstant(unixMilliseconds: 0))
    func event(_ file: Character, _ line: Int) -> String {
      "aws/i/i-1\tevent\t\(String(repeating: file, count: 16))\t\(line)\taws\t"
        + "e-\(file)\(line)\tstate-changed\ti-1\t0\t\\N\t\\N\trunning"
    }
    #expect(throws: UseCaseFailure.self) {
      try expose(
        [event("a", 1), event("b", 1), event("a", 2)], .survey, context)
    }
    // By hand: two events of one instant are one stretch of no length.
    #expect(
      try expose([event("a", 1), event("b", 1)], .survey, context) == [
        "*\tstretch\taws\t0\t0", "*\tseen\taws\t0",
        "*\tlog\taws\tevents\t\\N\t0\t0",
      ])
  }
}
