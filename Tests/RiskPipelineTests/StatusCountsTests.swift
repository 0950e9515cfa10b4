import RiskDomain
import RiskExposure
import RiskIngest
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// What `status` counts beside prices and pools.
struct StatusCountsTests {
  private static let asOf = "2026-01-31T00:00:00Z"

  private func status(_ texts: [String: String]) throws -> StatusReport {
    try withTemporaryFolder { path in
      let folder = BillFolder(root: path + "/in")
      for (name, text) in texts { try folder.write(text, to: name) }
      let context = try MonthPipeline.context(
        asOf: UTCInstant(parsing: Self.asOf))
      let database = path + "/risk.sqlite"
      _ = try IngestRun.run(
        files: InputFiles.list([path + "/in"]), format: nil,
        hints: IngestRun.Hints(
          provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge",
          timeZone: "America/Los_Angeles"),
        databasePath: database, context: context)
      return try StatusRun.run(
        databasePath: database, withRejected: false, redacted: false,
        context: context)
    }
  }

  // One spot hour of 0.918 and half an hour of 0.459; two hours of a block at
  // 0.00 of which no fee is known; a disk for 0.04.
  private static let bill = CURLines(lines: [
    .init(id: "1", hour: "14 02", cost: "0.918"),
    .init(id: "2", hour: "14 03", amount: "0.5", cost: "0.459"),
    .init(
      id: "3", resource: "vol-1", hour: "14 02",
      usageType: "USW2-EBS:VolumeUsage.gp3", operation: "CreateVolume-Gp3",
      amount: "0.5", rate: "0.08", cost: "0.04", unit: "GB-Mo"),
  ]).text

  @Test func billsShowHoursAndMoneyByMarket() throws {
    let report = try status(["cur.csv": Self.bill])
    #expect(report.logs.billingCharges == 1)
    #expect(report.billed.map(\.market) == [.spot])
    #expect(report.billed.map(\.currency) == ["USD"])
    #expect(report.billed.map(\.hours) == [1.5])
    #expect(report.billed.map(\.billed) == [1.377])
    #expect(report.text(everything: false).contains("spot      1.5"))
  }

  // 2 alive at 1 o'clock, 1 an hour later: one loss of unknown age.
  @Test func logsAreCountedAndLossesWithoutAgeAreNamed() throws {
    let report = try status([
      "counts.csv": "date,time,count\n2026-01-14,01:00:00,2\n"
        + "2026-01-14,02:00:00,1\n",
      "event.json": """
      {"id": "e-1", "source": "aws.ec2", "region": "us-east-1",
       "detail-type": "EC2 Spot Instance Interruption Warning",
       "time": "2026-01-14T06:58:00Z",
       "resources": ["arn:aws:ec2:us-east-1b:instance/i-01"],
       "detail": {"instance-id": "i-01", "instance-action": "terminate"}}
      """,
    ])
    #expect(report.logs.aliveCounts == 2)
    #expect(report.logs.eventsWithoutPool == 1)
    #expect(report.logs.exposureCells == 0)
    #expect(
      report.text(everything: false).contains(
        "1 event without a pool, 2 alive counts\n"))
    #expect(
      report.notes.contains {
        $0.hasPrefix("fleets: 1 loss of unknown age is not in the fit")
      })
    // Los Angeles is 8 h behind in January.
    #expect(report.sources.first?.first?.rfc3339 == "2026-01-14T09:00:00Z")
  }
}
