import RiskDomain
import RiskNumerics
import RiskStore
import RiskTestSupport
import Testing

/// Deliveries of every report that has parts and a last word.
@Suite("Deliveries of every report")
struct BillFormatsTests {
  /// A report of January 2026: one machine, one line a day.
  struct Report: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Hours that a line bills.
    var hoursPerLine: Double
    var head: String
    /// The line of a day.
    var line:
      @Sendable (_ day: Int, _ cost: String, _ invoice: String) -> String

    func text(
      _ days: some Sequence<Int>, cost: String = "0.918", invoice: String = ""
    ) -> String {
      head + days.map { line($0, cost, invoice) + "\n" }.joined()
    }
  }

  private static func padded(_ day: Int) -> String {
    day < 10 ? "0\(day)" : "\(day)"
  }

  static let reports = [
    Report(
      testDescription: "aws-cur", hoursPerLine: 1, head: CURLines.header
    ) { day, cost, invoice in
      let line = CURLines.Line(
        id: "\(invoice)\(day)", hour: "\(padded(day)) 02", cost: cost,
        invoice: invoice)
      return String(
        CURLines(lines: [line]).text.dropFirst(CURLines.header.count)
          .dropLast())
    },
    Report(
      testDescription: "aws-cur2", hoursPerLine: 1,
      head: """
        bill_invoice_id,bill_payer_account_id,\
        bill_billing_period_start_date,identity_line_item_id,\
        line_item_line_item_type,line_item_usage_start_date,\
        line_item_usage_end_date,line_item_product_code,\
        line_item_usage_type,line_item_operation,\
        line_item_availability_zone,line_item_resource_id,\
        line_item_usage_amount,line_item_currency_code,\
        line_item_unblended_rate,line_item_unblended_cost,product,\
        resource_tags

        """
    ) { day, cost, invoice in
      let date = "2026-01-\(padded(day))"
      return """
        \(invoice),000000000012,2026-01-01 00:00:00.000,\(invoice)\(day),\
        Usage,\(date) 02:00:00.000,\(date) 03:00:00.000,AmazonEC2,\
        USW2-SpotUsage:p3.2xlarge,RunInstances:SV001,us-west-2a,i-01,1,USD,\
        0.918,\(cost),{},"{""user_job"":""llama""}"
        """
    },
    Report(
      testDescription: "focus", hoursPerLine: 1,
      head: FOCUSText.columns.joined(separator: ",") + "\n"
    ) { day, cost, invoice in
      let date = "2026-01-\(padded(day))"
      return FOCUSText.row([
        "ChargePeriodStart": "\(date) 02:00:00",
        "ChargePeriodEnd": "\(date) 03:00:00", "BilledCost": cost,
        "EffectiveCost": cost, "InvoiceId": invoice.isEmpty ? "NULL" : invoice,
      ])
    },
    Report(
      testDescription: "azure-cost", hoursPerLine: 12.5,
      head: (AzureText.columns + ["InvoiceId"]).joined(separator: ",") + "\n"
    ) { day, cost, invoice in
      AzureText.row(
        [
          "Date": "1/\(day)/2026", "CostInBillingCurrency": cost,
          "InvoiceId": invoice,
        ], columns: AzureText.columns + ["InvoiceId"])
    },
  ]

  private func hours(_ database: RiskDatabase) throws -> Double {
    try database.billingUsage().reduce(0) {
      $0 + Double($1.usedMilliseconds) / 3_600_000
    }
  }

  @Test(
    "an open export followed by the closed one equals the closed alone",
    arguments: reports)
  func finalReplacesOpen(report: Report) throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      // The closed month costs less and lacks two days.
      let open = try folder.write(report.text(1...31), to: "open.csv")
      let final = try folder.write(
        report.text(1...29, cost: "0.9", invoice: "INV1"), to: "final.csv")
      let alone = try BillFolder.database([final]).billDigests()
      for order in [[open, final], [final, open], [open, final, open]] {
        let database = try BillFolder.database(order)
        #expect(try database.billDigests() == alone)
        #expect(try hours(database) == 29 * report.hoursPerLine)
      }
    }
  }

  @Test("parts in any order equal the whole", arguments: reports)
  func partsInAnyOrder(report: Report) throws {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path)
      let whole = try folder.write(report.text(1...31), to: "whole.csv")
      var parts = try [1...13, 14...14, 15...31].enumerated().map {
        try folder.write(report.text($1), to: "parts/part-\($0).csv")
      }
      let expected = try BillFolder.database([whole])
        .tableDigests(withProvenance: false)
      #expect(
        try hours(BillFolder.database([whole])) == 31 * report.hoursPerLine)
      var random = SplitMix64(seed: 11)
      for _ in 0..<6 {
        parts.shuffle(using: &random)
        let database = try BillFolder.database(parts + [parts[0]])
        #expect(
          try database.tableDigests(withProvenance: false) == expected)
      }
    }
  }
}
