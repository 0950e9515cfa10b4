import Foundation
import RiskDomain
import Testing

@testable import RiskSimulation

@Suite struct CloudFilesTests {
  static let month = Result { try GPUMonth(days: 28, seed: 42) }
  static let folder = Result { try MonthFolder(month.get()) }
  static let facts = Result { try month.get().facts() }

  private var folder: MonthFolder {
    get throws { try Self.folder.get() }
  }
  private var facts: MonthFacts { get throws { try Self.facts.get() } }
  private var awsLives: [Life] {
    get throws { try facts.histories(of: .aws).flatMap(\.lives) }
  }
  private var events: [[String: Any]] {
    get throws {
      try folder.texts("aws/events/").flatMap { try MonthFolder.events($0) }
    }
  }
  private var bill: [[String: String]] {
    get throws {
      try folder.texts("aws/cur/", ".csv.gz").flatMap {
        MonthFolder.rows($0)
      }
    }
  }

  private func instanceID(_ event: [String: Any]) -> String? {
    (event["detail"] as? [String: Any])?["instance-id"] as? String
  }

  @Test func everyInterruptionHasExactlyOneWarning() throws {
    var idsOfInstance: [String: Set<String>] = [:]
    var copies = 0
    for event in try events
    where event["detail-type"] as? String
      == "EC2 Spot Instance Interruption Warning"
    {
      let instance = try #require(instanceID(event))
      let id = try #require(event["id"] as? String)
      copies += 1
      idsOfInstance[instance, default: []].insert(id)
    }
    let lost = try awsLives.filter { $0.exit == .interrupted }
    #expect(lost.count > 200)
    #expect(Set(lost.map(\.instanceID)) == Set(idsOfInstance.keys))
    #expect(idsOfInstance.values.allSatisfy { $0.count == 1 })
    #expect(copies > lost.count, "no event came twice")
  }

  // AWS warns 120 s ahead; an instance that is younger gets what is left.
  @Test func warningsComeAboutTwoMinutesAhead() throws {
    for life in try awsLives {
      guard let warned = life.warnedAt else { continue }
      let notice = life.endedAt.milliseconds(since: warned) / 1000
      #expect(notice >= 0 && notice <= 123)
      if life.hours > 0.05 { #expect(notice >= 118) }
      if let rebalance = life.rebalanceAt { #expect(rebalance <= warned) }
    }
  }

  @Test func billedHoursAreTheHoursLived() throws {
    var hours: [String: Double] = [:]
    for row in try bill
    where row["lineItem/LineItemType"] == "Usage"
      && (row["lineItem/UsageType"] ?? "").contains("Usage:")
      && row["lineItem/ResourceId"]?.hasPrefix("i-") == true
    {
      let id = try #require(row["lineItem/ResourceId"])
      let amount = try #require(Double(row["lineItem/UsageAmount"] ?? ""))
      #expect(amount > 0 && amount <= 1)
      hours[id, default: 0] += amount
    }
    let lives = try awsLives
    #expect(hours.count == lives.count)
    for life in lives {
      let billed = try #require(hours[life.instanceID])
      // Ten decimals per line, at most 700 lines.
      #expect(abs(billed - life.hours) < 1e-7, "\(life.instanceID)")
    }
  }

  @Test func billHoldsWhatAReaderMustTellApart() throws {
    let rows = try bill
    // Ids are unique within one report, not across months.
    let ids = rows.compactMap { $0["identity/LineItemId"] }
    let keys = rows.map {
      [$0["bill/BillingPeriodStartDate"], $0["identity/LineItemId"]]
    }
    #expect(Set(keys).count == keys.count)
    #expect(ids.allSatisfy { $0.count == 52 })
    let kinds = Set(rows.compactMap { $0["lineItem/LineItemType"] })
    #expect(kinds == ["Usage", "Tax", "Credit", "Fee"])
    let usage = Set(rows.compactMap { $0["lineItem/UsageType"] })
    #expect(usage.contains("SpotUsage:p3.2xlarge"))
    #expect(usage.contains("USW2-SpotUsage:p3.2xlarge"))
    #expect(usage.contains("USE2-BoxUsage:p5.48xlarge"))
    let spot = rows.filter {
      $0["lineItem/UsageType"]?.contains("SpotUsage:") == true
    }
    #expect(spot.allSatisfy { $0["product/instanceType"] == "" })
    #expect(spot.allSatisfy { $0["pricing/publicOnDemandCost"] == "" })
    // 2 instances × 48 h × 31.464 USD.
    let fee = rows.first { $0["lineItem/LineItemType"] == "Fee" }
    #expect(fee?["lineItem/UnblendedCost"] == "3020.5440000000")
    let block = rows.filter {
      $0["lineItem/Operation"] == "RunInstances:CB"
    }
    #expect(block.allSatisfy { $0["lineItem/UnblendedCost"] == "0.0000000000" })
    // 47.5 h less the three minutes before launch, of two instances.
    let billed = block.reduce(0) {
      $0 + (Double($1["lineItem/UsageAmount"] ?? "") ?? 0)
    }
    #expect(abs(billed - 2 * 47.45) < 1e-7)
  }

  @Test func spotIsBilledAtThePriceInForce() throws {
    // Any line's rate must be one of its pool's prices.
    var pricesOfPool: [String: Set<String>] = [:]
    for text in try folder.texts("aws/spot-prices/") {
      let document =
        try JSONSerialization.jsonObject(with: Data(text.utf8))
        as? [String: Any]
      let rows = try #require(
        document?["SpotPriceHistory"] as? [[String: String]])
      let times = rows.compactMap { $0["Timestamp"] }
      #expect(times == times.sorted(by: >), "not newest first")
      for row in rows {
        let key =
          "\(row["AvailabilityZone"] ?? "") \(row["InstanceType"] ?? "")"
        pricesOfPool[key, default: []].insert(row["SpotPrice"] ?? "")
      }
    }
    for row in try bill {
      guard let usage = row["lineItem/UsageType"],
        let colon = usage.range(of: "SpotUsage:"),
        let zone = row["lineItem/AvailabilityZone"]
      else { continue }
      let key = "\(zone) \(usage[colon.upperBound...])"
      let rate = (row["lineItem/UnblendedRate"] ?? "").dropLast(4)
      #expect(
        pricesOfPool[key]?.contains(String(rate)) == true, "\(key) \(rate)")
    }
  }

  // 90 days of real us-east-1 output repeat the price in 83 % of rows.
  @Test func mostPricesRepeatTheOneBefore() throws {
    var rows = 0.0
    var repeats = 0.0
    for seed in UInt64(1)...5 {
      for history in try GPUMonth(days: 28, seed: seed).facts().histories(
        of: .aws)
      {
        let steps = history.prices.steps
        for (before, after) in zip(steps, steps.dropFirst()) {
          rows += 1
          if before.pricePerHour == after.pricePerHour { repeats += 1 }
        }
      }
    }
    let share = repeats / rows
    #expect(share > 0.79 && share < 0.88, "\(share)")
  }

  @Test func operationsJoinTheLaunchLog() throws {
    let text = try #require(try folder.texts("gcp/").first)
    let operations = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8))
        as? [[String: Any]])
    let log = try #require(try folder.texts("launches/").first)
    let rows = MonthFolder.rows(log)
    let launched = Set(
      rows.filter { $0["pool"]?.hasPrefix("gcp/") == true }
        .compactMap { $0["instanceId"] }.filter { !$0.isEmpty })
    func targets(_ type: String) -> [String] {
      operations.filter {
        $0["operationType"] as? String == type && $0["error"] == nil
      }.compactMap { $0["targetId"] as? String }
    }
    #expect(Set(targets("insert")) == launched)
    let preempted = targets("compute.instances.preempted")
    #expect(Set(preempted).count == preempted.count)
    let lost = try facts.histories(of: .gcp).flatMap(\.lives).filter {
      $0.exit == .interrupted
    }
    #expect(Set(preempted) == Set(lost.map(\.instanceID)))
    let ids = operations.compactMap { $0["id"] as? String }
    #expect(Set(ids).count == operations.count)
    #expect(Set(rows.compactMap { $0["launchId"] }).count == rows.count)
    let failed = rows.filter {
      $0["launchedAt"] == "" && $0["pool"]?.hasPrefix("gcp/") == true
    }
    #expect(!failed.isEmpty)
    #expect(
      operations.filter { $0["error"] != nil }.count == failed.count)
    #expect(rows.allSatisfy { $0["endedAt"] == "" && $0["exit"] == "" })
  }

  @Test func earlierInstancesHaveNoLaunch() throws {
    let earlier = try awsLives.filter { $0.watchedFrom > $0.launchedAt }
    #expect(!earlier.isEmpty)
    let log = try #require(try folder.texts("launches/").first)
    for life in earlier { #expect(!log.contains(life.instanceID)) }
    let running = try awsLives.filter { $0.exit == .observationEnded }
    #expect(!running.isEmpty)
  }

  @Test func offeringsEndAtHalfPastEleven() throws {
    let text = try #require(
      try folder.texts("aws/capacity-block-offerings").first)
    let document =
      try JSONSerialization.jsonObject(with: Data(text.utf8))
      as? [String: Any]
    let offerings = try #require(
      document?["CapacityBlockOfferings"] as? [[String: Any]])
    #expect(offerings.count == 8)
    for offering in offerings {
      let end = try #require(offering["EndDate"] as? String)
      #expect(end.hasSuffix("T11:30:00+00:00"))
      let start = try UTCInstant(
        parsing: try #require(offering["StartDate"] as? String))
      let hours = try #require(offering["CapacityBlockDurationHours"] as? Int)
      #expect(try UTCInstant(parsing: end).hours(since: start) == Double(hours))
    }
    // 8 × 24 h × 31.464 USD = 6041.09, whole dollars.
    #expect(offerings.first?["UpfrontFee"] as? String == "6041")
  }

  @Test func manifestNamesTheParts() throws {
    let manifests = try folder.texts("aws/cur/", "-Manifest.json")
    // 28 days from 5 January touch January and February.
    #expect(manifests.count == 2)
    for text in manifests {
      let document =
        try JSONSerialization.jsonObject(with: Data(text.utf8))
        as? [String: Any]
      let keys = try #require(document?["reportKeys"] as? [String])
      #expect(
        try keys.allSatisfy { key in
          try folder.files.contains { $0.path == key }
        })
      let columns = try #require(document?["columns"] as? [[String: String]])
      #expect(columns.count == CostReportLine.columns.count)
    }
  }

  @Test func billingPeriodsAreCalendarMonths() throws {
    let months = BillingPeriod.months(
      from: try UTCInstant(parsing: "2027-12-20T00:00:00Z"),
      until: try UTCInstant(parsing: "2028-03-01T00:00:00Z"))
    #expect(
      months.map(\.start.rfc3339) == [
        "2027-12-01T00:00:00Z", "2028-01-01T00:00:00Z", "2028-02-01T00:00:00Z",
      ])
    #expect(months.last?.end.rfc3339 == "2028-03-01T00:00:00Z")
    #expect(months.allSatisfy { !$0.invoiceID.isEmpty })
  }

  @Test func numbersAreWrittenAsTheCloudsWriteThem() throws {
    #expect(TextForms.decimal(15, digits: 2) == "0.15")
    #expect(TextForms.decimal(-5, digits: 3) == "-0.005")
    // 991 s are 0.27527777… h.
    #expect(TextForms.hours(milliseconds: 991_000) == "0.2752777778")
    // 991 s at 0.918 USD/h are 0.252705 USD.
    #expect(
      TextForms.cost(
        milliseconds: 991_000, perHour: MicroUSD(rawValue: 918_000))
        == "0.2527050000")
    let at = try UTCInstant(parsing: "2026-01-05T10:13:29.084Z")
    #expect(TextForms.pacific(at) == "2026-01-05T02:13:29.084-08:00")
    #expect(TextForms.compactDay(at) == "20260105")
  }
}
