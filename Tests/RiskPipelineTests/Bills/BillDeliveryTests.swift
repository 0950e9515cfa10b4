import RiskDomain
import RiskNumerics
import RiskStore
import RiskTestSupport
import Testing

/// Re-exports of a month: one delivery stands, whatever order the files come
/// in.
@Suite("Deliveries of bills")
struct BillDeliveryTests {
  /// A month up to a day: one instance, two hours a day.
  private func month(
    through day: Int, invoice: String = "", idPrefix: String = "a",
    cost: String = "0.918"
  ) -> [CURLines.Line] {
    (1...day).flatMap { day in
      ["02", "03"].map { hour in
        let text = day < 10 ? "0\(day)" : "\(day)"
        return CURLines.Line(
          id: "\(idPrefix)\(day)\(hour)", hour: "\(text) \(hour)", cost: cost,
          invoice: invoice)
      }
    }
  }

  private func hours(_ database: RiskDatabase) throws -> Double {
    try database.billingUsage().reduce(0) {
      $0 + Double($1.usedMilliseconds) / 3_600_000
    }
  }

  @Test("an open export followed by the closed one equals the closed alone")
  func finalReplacesOpen() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      // The closed month costs less, lacks an hour and has other line ids.
      let closed = month(
        through: 30, invoice: "INV1", idPrefix: "f", cost: "0.9")
      let open = try folder.write(
        CURLines(lines: month(through: 31)).text, to: "open.csv")
      let final = try folder.write(
        CURLines(lines: closed.dropLast()).text, to: "final.csv")
      let alone = try BillFolder.database([final]).billDigests()
      for order in [[open, final], [final, open], [open, final, open]] {
        let database = try BillFolder.database(order)
        #expect(try database.billDigests() == alone)
        // 30 days of 2 h, one hour less.
        #expect(try hours(database) == 59)
      }
    }
  }

  @Test("parts of a delivery in any order equal the whole")
  func partsInAnyOrder() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let lines = month(through: 20)
      let place = "20260101-20260201/"
      var paths = [
        try folder.write(
          CURLines(lines: Array(lines[..<13])).text, to: place + "gpu-1.csv"),
        try folder.write(
          CURLines(lines: Array(lines[13..<14])).text, to: place + "gpu-2.csv"),
        try folder.write(
          CURLines(lines: Array(lines[14...])).text, to: place + "gpu-3.csv"),
        try folder.write(
          CURLines.manifest(
            assembly: "11111111-2222-3333-4444-555555555555",
            parts: ["gpu-1.csv", "gpu-2.csv", "gpu-3.csv"]),
          to: place + "gpu-Manifest.json"),
      ]
      let digests = try BillFolder.database(paths).billDigests()
      var random = SplitMix64(seed: 7)
      for _ in 0..<6 {
        paths.shuffle(using: &random)
        let database = try BillFolder.database(paths + [paths[0]])
        #expect(try database.billDigests() == digests)
        #expect(try hours(database) == 40)
      }
    }
  }

  @Test("a later assembly replaces an earlier one as a whole")
  func laterAssembly() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let period = "20260101-20260201/"
      let first = "00000000-aaaa-4aaa-8aaa-000000000001"
      let second = "00000000-aaaa-4aaa-8aaa-000000000000"
      // Day 5's first hour was corrected away, and every id is new.
      var corrected = month(through: 20, idPrefix: "b")
      corrected.remove(at: 8)
      let paths = [
        try folder.write(
          CURLines(lines: month(through: 10)).text,
          to: period + first + "/gpu-1.csv"),
        try folder.write(
          CURLines(lines: Array(corrected[..<20])).text,
          to: period + second + "/gpu-1.csv"),
        try folder.write(
          CURLines(lines: Array(corrected[20...])).text,
          to: period + second + "/gpu-2.csv"),
      ]
      let alone = try BillFolder.database(Array(paths[1...])).billDigests()
      for order in [paths, paths.reversed(), [paths[2], paths[0], paths[1]]] {
        let database = try BillFolder.database(order)
        #expect(try database.billDigests() == alone)
        #expect(try hours(database) == 39)
      }
    }
  }

  @Test("files without a name: halves with overlap equal the whole")
  func halves() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let lines = month(through: 20)
      let whole = try folder.write(CURLines(lines: lines).text, to: "w.csv")
      let halves = [
        try folder.write(
          CURLines(lines: Array(lines[..<25])).text, to: "h1.csv"),
        try folder.write(
          CURLines(lines: Array(lines[15...])).text, to: "h2.csv"),
      ]
      let rows = try BillFolder.database([whole]).billingUsage()
      for order in [halves, halves.reversed()] {
        let usage = try BillFolder.database(order).billingUsage()
        #expect(usage.map(\.usageStart) == rows.map(\.usageStart))
        #expect(usage.map(\.amounts) == rows.map(\.amounts))
      }
      #expect(
        try BillFolder.database(halves).billDigests()
          == BillFolder.database(halves.reversed()).billDigests())
    }
  }

  @Test("files without a name: a longer export counts no hour twice")
  func monthToDate() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      // The last hour of the first export was not yet complete.
      var early = month(through: 10, idPrefix: "x")
      early[19].amount = "0.3"
      early[19].cost = "0.2754"
      let paths = [
        try folder.write(CURLines(lines: early).text, to: "10.csv"),
        try folder.write(
          CURLines(lines: month(through: 20, idPrefix: "y")).text,
          to: "20.csv"),
      ]
      for order in [paths, paths.reversed()] {
        let database = try BillFolder.database(order)
        #expect(try hours(database) == 40)
        let micro = try database.billingUsage().reduce(0) {
          $0 + $1.amounts.billedMicro
        }
        #expect(micro == 40 * 918_000)
      }
    }
  }

  @Test("one account's month told by two formats counts once")
  func twoFormats() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let report = try folder.write(
        CURLines(lines: month(through: 20)).text, to: "cur.csv")
      let feed = try folder.write(
        """
        #Version: 1.0
        #Fields: Timestamp UsageType Operation InstanceID MyBidID MyMaxPrice \
        MarketPrice Charge Version
        2026-01-25 02:00:00 UTC\tUSW2-SpotUsage:p3.2xlarge\t\
        RunInstances:SV001\ti-0a\tsir-1\t3 USD\t0.918 USD\t0.918 USD\t1

        """, to: "000000000012.2026-01-25-02.001.ab12")
      for order in [[report, feed], [feed, report]] {
        let database = try BillFolder.database(order)
        #expect(try hours(database) == 40)
        let coverage = try database.billingCoverage()
        #expect(coverage.map(\.delivery.format) == ["aws-cur"])
        #expect(
          coverage.map(\.from.rfc3339) == ["2026-01-01T02:00:00Z"])
        #expect(
          coverage.map(\.until.rfc3339) == ["2026-01-20T04:00:00Z"])
      }
      #expect(try hours(BillFolder.database([feed])) == 1)
    }
  }

  @Test("the highest version of a feed's row stands")
  func feedVersions() throws {
    func feed(_ charge: String, version: Int) -> String {
      """
      #Version: 1.0
      #Fields: Timestamp UsageType Operation InstanceID MyBidID MyMaxPrice \
      MarketPrice Charge Version
      2026-01-25 02:00:00 UTC\tUSW2-SpotUsage:p3.2xlarge\tRunInstances:SV001\
      \ti-0a\tsir-1\t3 USD\t1.000 USD\t\(charge) USD\t\(version)

      """
    }
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let name = "000000000012.2026-01-25-02.00"
      let paths = [
        try folder.write(feed("0.900", version: 1), to: name + "1.a"),
        try folder.write(feed("0.500", version: 2), to: name + "2.b"),
      ]
      for order in [paths, paths.reversed()] {
        let database = try BillFolder.database(order)
        #expect(try hours(database) == 0.5)
      }
    }
  }

  @Test("another currency keeps its amounts and gives no dollars")
  func otherCurrency() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let text = CURLines(lines: month(through: 1)).text
        .replacing(",USD,", with: ",CAD,")
      let database = try BillFolder.database([
        try folder.write(text, to: "cad.csv")
      ])
      let usage = try #require(try database.billingUsage().first)
      #expect(usage.amounts.currency == "CAD")
      #expect(usage.amounts.billedMicro == 918_000)
      #expect(usage.cost == nil)
    }
  }
}
