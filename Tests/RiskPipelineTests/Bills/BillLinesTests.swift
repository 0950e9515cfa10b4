import Foundation
import RiskDomain
import RiskNumerics
import RiskStore
import RiskTestSupport
import Testing

/// Which lines of files without a delivery's name are one line.
@Suite("Lines of bills without a name")
struct BillLinesTests {
  private typealias Line = CURLines.Line

  private struct Sum: Equatable {
    var hours: Double
    var micro: Int64
  }

  private func sum(_ database: RiskDatabase) throws -> Sum {
    try database.billingUsage().reduce(into: Sum(hours: 0, micro: 0)) {
      $0.hours += Double($1.usedMilliseconds) / 3_600_000
      $0.micro += $1.amounts.billedMicro
    }
  }

  /// Quarters of an hour of one instance at one rate: 0.25 h × 0.918 $/h =
  /// 0.2295 $ each.
  private func quarter(
    _ id: String, job: String = "llama", invoice: String = "",
    resource: String = "i-0a", amount: String = "0.25",
    rate: String = "0.9180000000", cost: String = "0.2295"
  ) -> Line {
    Line(
      id: id, resource: resource, hour: "14 02", amount: amount, rate: rate,
      cost: cost, invoice: invoice, job: job)
  }

  @Test("distinct items of one file with one resource, hour and rate add up")
  func distinctItems() throws {
    let cases: [(String, [Line], Sum)] = [
      (
        "two tags", [quarter("a"), quarter("b", job: "bert")],
        Sum(hours: 0.5, micro: 459_000)
      ),
      (
        "two invoices",
        [quarter("a", invoice: "A"), quarter("b", invoice: "B")],
        Sum(hours: 0.5, micro: 459_000)
      ),
      (
        "no resource",
        [quarter("a", resource: ""), quarter("b", resource: "")],
        Sum(hours: 0.5, micro: 459_000)
      ),
      (
        "no rate",
        [
          quarter("a", rate: ""),
          quarter("b", amount: "0.5", rate: "", cost: "0.4"),
        ], Sum(hours: 0.75, micro: 629_500)
      ),
      (
        "ids alone", [quarter("a"), quarter("b"), quarter("c")],
        Sum(hours: 0.75, micro: 688_500)
      ),
      (
        "one id twice", [quarter("a"), quarter("a")],
        Sum(hours: 0.25, micro: 229_500)
      ),
    ]
    for (name, lines, wanted) in cases {
      try withTemporaryFolder { path in
        let folder = BillFolder(root: path)
        let whole = try folder.write(CURLines(lines: lines).text, to: "w.csv")
        let reversed = try folder.write(
          CURLines(lines: lines.reversed()).text, to: "r.csv")
        // The same content under other ids: a later export.
        var later = lines
        for index in later.indices { later[index].id = "x" + later[index].id }
        let again = try folder.write(CURLines(lines: later).text, to: "l.csv")
        let alone = try BillFolder.database([whole]).billDigests()
        for order in [
          [whole], [whole, whole], [reversed, whole], [whole, again],
          [again, whole, reversed],
        ] {
          let database = try BillFolder.database(order)
          #expect(try sum(database) == wanted, "\(name), \(order.count) files")
          #expect(
            try database.billDigests().map(\.rows) == alone.map(\.rows),
            "\(name)")
        }
        #expect(
          try BillFolder.database([whole, again, reversed]).billDigests()
            == BillFolder.database([reversed, again, whole]).billDigests(),
          "\(name)")
      }
    }
  }

  /// Two tags in two halves of a file, and a line that both halves have.
  @Test("halves with overlap keep what tells lines apart")
  func halves() throws {
    let lines = [
      quarter("a"), quarter("b", job: "bert"), quarter("c", job: "t5"),
    ]
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let halves = [
        try folder.write(CURLines(lines: Array(lines[..<2])).text, to: "1.csv"),
        try folder.write(CURLines(lines: Array(lines[1...])).text, to: "2.csv"),
      ]
      for order in [halves, halves.reversed()] {
        #expect(
          try sum(BillFolder.database(order))
            == Sum(hours: 0.75, micro: 688_500))
      }
    }
  }

  /// A later export has one line where the first had two: the one that says
  /// more stands, and they do not add up.
  @Test("of two files each states the whole of what it bills")
  func joinedLater() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let paths = [
        try folder.write(
          CURLines(lines: [quarter("a"), quarter("b")]).text, to: "1.csv"),
        try folder.write(
          CURLines(lines: [quarter("c", amount: "1", cost: "0.918")]).text,
          to: "2.csv"),
      ]
      for order in [paths, paths.reversed()] {
        #expect(
          try sum(BillFolder.database(order)) == Sum(hours: 1, micro: 918_000))
      }
    }
  }

  /// 40,000 pairs are more than two runs of the sort: the second of a pair
  /// stands in another run than the first.
  @Test("lines of one item meet however far apart they stand")
  func farApart() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let lines = ["a", "b"].flatMap { half in
        (0..<20_000).map { index in
          quarter(half + "\(index)", resource: "i-\(index)")
        }
      }
      let file = try folder.write(CURLines(lines: lines).text, to: "w.csv")
      let database = try BillFolder.database([file, file])
      #expect(
        try sum(database) == Sum(hours: 10_000, micro: 40_000 * 229_500))
      #expect(try database.billingUsage().count == 20_000)
    }
  }

  @Test("a corrected line of a closed month does not open it again")
  func blankInvoiceFirst() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      func hour(_ text: String, invoice: String, cost: String) -> Line {
        Line(
          id: text + invoice, hour: text, cost: cost, invoice: invoice)
      }
      // The closed month costs 0.9 and lacks an hour; its first line, and
      // that of its fee, name no invoice and one.
      let closed = [
        hour("14 02", invoice: "", cost: "0.9"),
        hour("14 03", invoice: "INV", cost: "0.9"),
      ]
      let open = ["14 02", "14 03", "14 04"].map {
        hour($0, invoice: "", cost: "0.918")
      }
      let paths = [
        try folder.write(CURLines(lines: closed).text, to: "closed.csv"),
        try folder.write(CURLines(lines: open).text, to: "open.csv"),
      ]
      for order in [paths, paths.reversed()] {
        #expect(
          try sum(BillFolder.database(order))
            == Sum(hours: 2, micro: 1_800_000))
      }
      #expect(
        try BillFolder.database(paths).billingCoverage()
          .map(\.delivery.isFinal) == [true])
    }
  }

  @Test("a fee that was invoiced at once does not close the month")
  func invoicedFee() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let fee = Line(
        id: "fee", type: "Fee", resource: "cr-1", hour: "01 00",
        usageType: "CapacityBlock:p5.48xlarge",
        operation: "PurchaseCapacityBlock", amount: "1", cost: "2300",
        unit: "", invoice: "INV")
      let file = try folder.write(
        CURLines(lines: [fee, quarter("a")]).text, to: "open.csv")
      #expect(
        try BillFolder.database([file]).billingCoverage()
          .map(\.delivery.isFinal) == [false])
    }
  }
}

/// Deliveries that cover the same: what decides is in their surroundings.
@Suite("Deliveries of equal coverage")
struct EqualDeliveriesTests {
  // The first has the greater id: the order of ids must not decide.
  private static let first = "ffffffff-aaaa-4aaa-8aaa-000000000001"
  private static let second = "00000000-aaaa-4aaa-8aaa-000000000002"

  private func bill(_ id: String, cost: String) -> String {
    CURLines(lines: [.init(id: id, hour: "14 02", cost: cost)]).text
  }

  private func cost(_ paths: [String]) throws -> [Int64] {
    try BillFolder.database(paths).billingUsage().map(\.amounts.billedMicro)
  }

  private func age(_ path: String, day: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: day * 86_400)],
      ofItemAtPath: path)
  }

  @Test("the assembly that the period's manifest names stands")
  func named() throws {
    for (named, wanted) in [(Self.first, 1_000_000), (Self.second, 2_000_000)] {
      try withTemporaryFolder { path in
        let folder = BillFolder(root: path)
        let period = "20260101-20260201/"
        var paths: [String] = []
        for (id, cost) in [(Self.first, "1"), (Self.second, "2")] {
          paths.append(
            try folder.write(
              bill(id, cost: cost), to: period + id + "/gpu-1.csv"))
          try folder.write(
            CURLines.manifest(assembly: id, parts: [id + "/gpu-1.csv"]),
            to: period + id + "/gpu-Manifest.json")
        }
        // The copy does not know when the objects were written.
        for path in paths { try age(path, day: 20_000) }
        try folder.write(
          CURLines.manifest(assembly: named, parts: [named + "/gpu-1.csv"]),
          to: period + "gpu-Manifest.json")
        #expect(try cost(paths) == [Int64(wanted)])
        #expect(try cost(paths.reversed()) == [Int64(wanted)])
      }
    }
  }

  @Test("without a manifest the one that was written later stands")
  func later() throws {
    for (days, wanted) in [([2.0, 1.0], 1_000_000), ([1.0, 2.0], 2_000_000)] {
      try withTemporaryFolder { path in
        let folder = BillFolder(root: path)
        let paths = [
          try folder.write(bill("a", cost: "1"), to: Self.first + "/g.csv"),
          try folder.write(bill("b", cost: "2"), to: Self.second + "/g.csv"),
        ]
        for (path, day) in zip(paths, days) { try age(path, day: day) }
        #expect(try cost(paths) == [Int64(wanted)])
        #expect(try cost(paths.reversed()) == [Int64(wanted)])
      }
    }
  }

  /// Data Exports that keep every run: `PERIOD/TIME-ID`.
  @Test("runs of a data export are deliveries")
  func runsOfDataExports() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let period = "BILLING_PERIOD=2026-01/"
      let runs = [
        ("2026-01-15T06:00:00.000Z-" + Self.first, "1"),
        ("2026-01-16T06:00:00.000Z-" + Self.second, "2"),
      ]
      var paths: [String] = []
      for (run, cost) in runs {
        let part = "data/" + period + run + "/gpu-00001.csv"
        paths.append(try folder.write(bill(run, cost: cost), to: part))
        try folder.write(
          """
          {"exportArn": "arn:aws:bcm-data-exports:us-east-1:1:export/gpu",
           "executionId": "\(run.suffix(36))",
           "dataFiles": ["s3://b/p/gpu/\(part)"]}
          """, to: "metadata/" + period + run + "/gpu-Manifest.json")
      }
      // The second run's hour costs 2; both together would be 3.
      #expect(try cost(paths) == [2_000_000])
      #expect(try cost(paths.reversed()) == [2_000_000])
      let delivery = try BillFolder.database(paths).billingCoverage()
        .map(\.delivery.version)
      #expect(delivery == [Self.second])
    }
  }
}
