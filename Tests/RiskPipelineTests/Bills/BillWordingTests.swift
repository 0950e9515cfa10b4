import Foundation
import RiskDomain
import RiskStore
import RiskTestSupport
import Testing

/// One bill in other words, in other columns, or closed in parts only.
@Suite("Bills in other words")
struct BillWordingTests {
  private func hours(_ database: RiskDatabase) throws -> Double {
    try database.billingUsage().reduce(0) {
      $0 + Double($1.usedMilliseconds) / 3_600_000
    }
  }

  private func micro(_ database: RiskDatabase) throws -> Int64 {
    try database.billingUsage().reduce(0) { $0 + $1.amounts.billedMicro }
  }

  private func day(_ id: String, _ invoice: String) -> [CURLines.Line] {
    (10..<20).map {
      CURLines.Line(
        id: "\(id)\($0)", hour: "14 \($0)", cost: "0.918", invoice: invoice)
    }
  }

  /// Ten hours in a folder named by a UUID, five of them in an invoiced part.
  @Test("a delivery with a name is one, whichever part is invoiced")
  func closedInPart() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let run = "20260101-20260201/11111111-2222-3333-4444-555555555555/"
      let first = try folder.write(
        CURLines(lines: Array(day("a", "INV1")[..<5])).text, to: run + "1.csv")
      let second = try folder.write(
        CURLines(lines: Array(day("a", "")[5...])).text, to: run + "2.csv")
      for order in [[first, second], [second, first]] {
        #expect(try hours(BillFolder.database(order)) == 10)
      }
    }
  }

  /// NULL, a blank or no column at all state the same ten hours.
  @Test("no value is one thing, however it is written")
  func nothingInOtherWords() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let blank = CURLines(lines: day("a", "")).text
      let named = CURLines(lines: day("b", "NULL")).text
      let space = CURLines(lines: day("c", " ")).text
      let absent = CURLines(lines: day("d", "")).text.split(separator: "\n")
        .map { line in
          var fields = line.split(
            separator: ",", omittingEmptySubsequences: false)
          fields.remove(at: 1)
          return fields.joined(separator: ",") + "\n"
        }.joined()
      let paths = try [blank, named, space, absent].enumerated().map {
        try folder.write($1, to: "\($0).csv")
      }
      let database = try BillFolder.database(paths)
      #expect(try hours(database) == 10)
      #expect(
        try database.billingCoverage().allSatisfy { !$0.delivery.isFinal })
    }
  }

  /// Billed and list cost have changed places in the second part of two.
  ///
  /// $0.918 each, never the $3.06 of the list.
  @Test("a joined part brings its own columns")
  func joinedFOCUS() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      func exchanged(_ line: Substring) -> String {
        var fields = line.split(
          separator: ",", omittingEmptySubsequences: false)
        // BilledCost and ListCost.
        fields.swapAt(0, 12)
        return fields.joined(separator: ",") + "\n"
      }
      let first = FOCUSText.text([[:]])
      let second = FOCUSText.text([
        [
          "ChargePeriodStart": "2026-01-14 03:00:00",
          "ChargePeriodEnd": "2026-01-14 04:00:00",
        ]
      ]).split(separator: "\n").map(exchanged).joined()
      let database = try BillFolder.database([
        try folder.write(first + second, to: "joined.csv")
      ])
      #expect(try hours(database) == 2)
      #expect(try micro(database) == 1_836_000)
    }
  }

  @Test("Azure: NULL reserves nothing, and a joined part has its own columns")
  func azureWords() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let columns = AzureText.columns + ["InvoiceId", "ReservationId"]
      let plain = AzureText.text(
        [
          [
            "MeterName": "NC24ads A100 v4", "PricingModel": "OnDemand",
            "InvoiceId": "NULL", "ReservationId": "N/A", "Quantity": "24",
          ]
        ], columns: columns)
      let joined = AzureText.text(
        [
          [
            "MeterName": "NC24ads A100 v4", "PricingModel": "OnDemand",
            "Date": "1/15/2026", "Quantity": "12",
          ]
        ], columns: columns.reversed())
      let database = try BillFolder.database([
        try folder.write(plain + joined, to: "azure.csv")
      ])
      let usage = try database.billingUsage()
      #expect(try hours(database) == 36)
      #expect(usage.allSatisfy { $0.machine.market == .onDemand })
      #expect(usage.allSatisfy { !$0.delivery.isFinal })
    }
  }

  /// Of an hour used and an hour that a commitment cost unused, one is use.
  @Test("an unused commitment is no instance-hour")
  func unusedCommitment() throws {
    try withTemporaryFolder { path in
      let text = FOCUSText.text([
        ["PricingCategory": "Committed", "ResourceId": "i-01"],
        ["PricingCategory": "Committed", "ResourceId": "i-02"],
      ]).split(separator: "\n")
      let states = ["CommitmentDiscountStatus", "Used", "Unused"]
      let joined = zip(text, states).map { "\($0),\($1)\n" }.joined()
      let database = try BillFolder.database([
        try BillFolder(root: path).write(joined, to: "focus.csv")
      ])
      #expect(try hours(database) == 1)
    }
  }

  /// Five hours of a closed part and five of a part without an invoice.
  ///
  /// An open export of the same ten hours is told again by the closed one;
  /// five other hours at $0.918 are told by nothing.
  @Test("lines without an invoice that no closed bill states are named")
  func uncounted() throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let whole = try folder.write(
        CURLines(lines: day("a", "INV1")).text, to: "whole.csv")
      let half = try folder.write(
        CURLines(lines: Array(day("a", "INV1")[..<5])).text, to: "half.csv")
      let open = try folder.write(
        CURLines(lines: day("b", "")).text, to: "open.csv")
      let updated = try BillFolder.database([open, whole])
      #expect(try hours(updated) == 10)
      #expect(try updated.uncountedLines() == [])
      let parted = try BillFolder.database([half, open])
      #expect(try hours(parted) == 5)
      #expect(
        try parted.uncountedLines() == [
          UncountedLines(
            provider: .aws, account: "000000000012",
            periodStart: try UTCInstant(parsing: "2026-01-01T00:00:00Z"),
            currency: "USD",
            count: 5, ofCount: 10, billedMicro: 4_590_000, file: "open.csv")
        ])
    }
  }
}
