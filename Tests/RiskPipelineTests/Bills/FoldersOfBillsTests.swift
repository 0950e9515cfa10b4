import Foundation
import RiskDomain
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// What a run says of a bill's parts, and of archives of several kinds.
@Suite("Folders of bills")
struct FoldersOfBillsTests {
  private static let assembly = "11111111-2222-4333-8444-555555555555"

  private func ingest(_ paths: [String], _ root: String) throws
    -> IngestOutcome
  {
    try IngestRun.run(
      files: InputFiles.list(paths), format: nil, hints: IngestRun.Hints(),
      databasePath: root + "/risk.sqlite",
      context: try MonthPipeline.context(
        asOf: UTCInstant(parsing: "2026-02-01T00:00:00Z")))
  }

  private func status(_ root: String) throws -> StatusReport {
    try StatusRun.run(
      databasePath: root + "/risk.sqlite", withRejected: false,
      redacted: false,
      context: try MonthPipeline.context(
        asOf: UTCInstant(parsing: "2026-02-01T00:00:00Z")))
  }

  @Test("a part that the manifest names and that is absent is named")
  func missingPart() throws {
    try withTemporaryFolder { root in
      let folder = BillFolder(root: root)
      let place = "cur/20260101-20260201/"
      func part(_ number: Int) throws {
        try folder.write(
          CURLines(lines: [
            .init(id: "a\(number)", hour: "14 0\(number)", cost: "0.918")
          ]).text, to: place + "gpu-\(number).csv")
      }
      try part(1)
      try folder.write(
        CURLines.manifest(
          assembly: Self.assembly,
          parts: ["gpu-1.csv", "gpu-2.csv", "gpu-3.csv"]),
        to: place + "gpu-Manifest.json")
      let outcome = try ingest([root + "/cur"], root)
      #expect(outcome.missingParts.map(\.name) == ["gpu-2.csv", "gpu-3.csv"])
      let sentence =
        "2 parts of bills that their manifests name were not read: gpu-2.csv "
        + "(11111111), gpu-3.csv (11111111). Their hours and costs are missing; "
        + "copy them beside the others and read the folder again."
      #expect(outcome.messages(redacted: false).contains(sentence))
      #expect(
        outcome.table(redacted: false)
          .contains("Parts of bills that are missing: 2\n"))
      #expect(outcome.failure(strict: false) == nil)
      #expect(
        outcome.failure(strict: true)?.message
          == "--strict: 0 rows were set aside and 0 files skipped, and 2 parts "
          + "of bills are missing.")
      #expect(
        try status(root).missingParts.map(\.name)
          == ["gpu-2.csv", "gpu-3.csv"])
      // They come: nothing is missing any more.
      try part(2)
      try part(3)
      #expect(try ingest([root + "/cur"], root).missingParts == [])
      #expect(try status(root).missingParts == [])
    }
  }

  @Test("each file of an archive is told by its own content")
  func archive() throws {
    try withTemporaryFolder { root in
      let bill = CURLines(lines: [
        .init(id: "a", hour: "14 02", cost: "0.918")
      ]).text
      let prices = """
        {"SpotPriceHistory": [
          {"AvailabilityZone": "us-west-2a", "InstanceType": "p3.2xlarge",
           "ProductDescription": "Linux/UNIX", "SpotPrice": "0.95",
           "Timestamp": "2026-01-14T12:00:00Z"}]}
        """
      let path = root + "/bucket.zip"
      try Data(
        Self.zip([
          ("a/gpu-1.csv", bill), ("notes.txt", "hello\n"),
          ("prices.json", prices),
        ])
      ).write(to: URL(fileURLWithPath: path))
      let outcome = try ingest([path], root)
      let line = try #require(outcome.lines.first)
      #expect(line.rows == 3)
      #expect(line.new == 2)
      #expect(line.setAside == 0)
      #expect(line.ignored == ["file in the archive of no known format": 1])
      #expect(outcome.failure(strict: false) == nil)
      let database = try RiskDatabase(
        path: root + "/risk.sqlite", access: .readOnly)
      #expect(
        try database.billingUsage().map(\.amounts.billedMicro) == [918_000])
    }
  }

  /// A zip archive of stored files, by the rules of its format.
  private static func zip(_ files: [(name: String, text: String)]) -> [UInt8] {
    func little(_ value: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let local = files.flatMap { name, text -> [UInt8] in
      let size = little(UInt32(text.utf8.count), 4)
      return [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        + little(crc32(Array(text.utf8)), 4) + size + size
        + little(UInt32(name.utf8.count), 2) + [0, 0]
        + Array(name.utf8) + Array(text.utf8)
    }
    return local + [0x50, 0x4B, 1, 2]
  }

  /// CRC-32 of IEEE 802.3, bit by bit.
  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
      }
    }
  }
}
