import RiskDomain
import Testing

@testable import RiskIngest

/// Days and months of Azure's exports change places with the account's
/// language.
@Suite("Days of Azure exports")
struct AzureDaysTests {
  private func read(
    _ days: [String], period: String = "", until: String = "",
    chunkBytes: Int = 1 << 20
  ) throws -> Reading {
    let header =
      "SubscriptionId,Date,BillingPeriodStartDate,BillingPeriodEndDate,"
      + "MeterCategory,MeterName,"
      + "Quantity,UnitOfMeasure,CostInBillingCurrency,BillingCurrency,"
      + "AdditionalInfo,ResourceId,ResourceLocation,PricingModel,ChargeType\n"
    let rows = days.enumerated().map { index, day in
      "s-1,\(day),\(period),\(until),Virtual Machines,NC24ads A100 v4 Spot,24,"
        + "1 Hour,"
        + "10,USD,,/vm/\(index),eastus2,Spot,Usage\n"
    }
    return try Reading.text(header + rows.joined(), chunkBytes: chunkBytes)
  }

  private func starts(_ reading: Reading) -> [String] {
    reading.facts.usages.map { String($0.usageStart.rfc3339.prefix(10)) }
  }

  @Test("one day past the 12th tells the order of the whole file")
  func proven() throws {
    for chunkBytes in [7, 1 << 20] {
      // The proof stands in the last row.
      let european = try read(
        ["02/01/2026", "03/01/2026", "13/01/2026"], chunkBytes: chunkBytes)
      #expect(
        starts(european) == ["2026-01-02", "2026-01-03", "2026-01-13"])
      #expect(european.report.notes == [])
      let american = try read(
        ["01/02/2026", "01/03/2026", "1/13/2026"], chunkBytes: chunkBytes)
      #expect(
        starts(american) == ["2026-01-02", "2026-01-03", "2026-01-13"])
      #expect(american.report.notes == [])
    }
  }

  @Test("a file that proves both orders is refused with both places")
  func contradiction() {
    let error = #expect(throws: IngestError.self) {
      try read(["13/01/2026", "02/01/2026", "01/14/2026"])
    }
    #expect(error?.code == .malformedDocument)
    #expect(
      error?.message
        == "line 4 says '01/14/2026' and line 2 '13/01/2026': days and months "
        + "change places. Export the file again, or split it where the form of "
        + "its dates changes.")
  }

  @Test("without a proof months come first, and a note says so")
  func unproven() throws {
    let reading = try read(["02/01/2026", "02/03/2026"])
    #expect(starts(reading) == ["2026-02-01", "2026-02-03"])
    #expect(
      reading.report.notes == [
        "no day past the 12th tells days from months: dates were read as "
          + "MM/DD/YYYY"
      ])
    #expect(try read(["2026-02-01"]).report.notes == [])
  }

  /// Two days of October: the period's end proves the order, and where the
  /// export has none, its beginning on the first of a month tells it.
  @Test(
    "the billing period tells the order of an export of a few days",
    arguments: [
      ("02/10/2026", "01/10/2026", "31/10/2026"),
      ("10/02/2026", "10/01/2026", "10/31/2026"),
      ("02/10/2026", "01/10/2026", ""), ("10/02/2026", "10/01/2026", ""),
    ])
  func period(day: String, from: String, until: String) throws {
    let reading = try read([day, day], period: from, until: until)
    #expect(starts(reading) == ["2026-10-02", "2026-10-02"])
    #expect(reading.report.notes == [])
  }

  @Test("a period that begins on no first of a month tells nothing")
  func otherPeriod() throws {
    let reading = try read(["02/10/2026"], period: "05/10/2026")
    #expect(starts(reading) == ["2026-02-10"])
    #expect(reading.report.notes.count == 1)
    let january = try read(["02/01/2026"], period: "01/01/2026")
    #expect(january.report.notes.count == 1)
  }

  @Test("a year without clouds is no date")
  func yearOne() throws {
    #expect(
      try read(["0001-01-01"]).problems == [
        "2 | Date | 0001-01-01 | '0001-01-01' is not a date"
      ])
  }
}
