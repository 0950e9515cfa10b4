import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// What an interruption costs on the bills of Google and Azure, by hand.
struct OtherCloudsCostTests {
  private func report(
    _ files: [String: String]
  ) throws -> CostReport {
    try withTemporaryFolder { folder in
      let paths = try files.sorted { $0.key < $1.key }
        .map { try write($0.value, to: $0.key, in: folder) }
      let context = try MonthPipeline.context(
        asOf: UTCInstant(parsing: "2026-01-16T00:00:00Z"))
      _ = try IngestRun.run(
        files: InputFiles.list(paths), format: nil, hints: IngestRun.Hints(),
        databasePath: folder + "/r.sqlite", context: context)
      return try CostRun.run(
        databasePath: folder + "/r.sqlite",
        request: CostRun.Request(groupings: [.event, .pool, .day]),
        context: context)
    }
  }

  private static let header =
    "pool,requestedAt,launchedAt,instanceId,endedAt,exit,job\n"
  private static let reports = "job,at,step,checkpointSeconds,restartSeconds\n"

  // An hour of a2-highgpu-1g is 0.12 + 0.10 + 0.698 = 0.918 USD. vm-1 is lost
  // at 04:00 half an hour after the checkpoint: 0.459. vm-2 comes at 04:30 and
  // is at work at 04:45: 0.2295. Nothing ran in between, and Google bills by
  // the second. Together 0.6885 of 2 + 1.5 hours, 3.213.
  @Test func googlesBill() throws {
    let half = GCPText.machineHour(of: "vm-2", hour: 4).map { row in
      var row = row
      row.amount =
        [
          "43200.0": "21600.0", "3600.0": "1800.0",
          "328564998144000": "164282499072000",
        ][row.amount, default: row.amount]
      row.cost =
        ["0.12": "0.06", "0.10": "0.05", "0.698": "0.349"][
          row.cost, default: row.cost]
      return row
    }
    let rows =
      GCPText.machineHour(of: "vm-1", hour: 2)
      + GCPText.machineHour(of: "vm-1", hour: 3) + half
      + GCPText.machineHour(of: "vm-2", hour: 5)
    let pool = "gcp/us-central1-c/a2-highgpu-1g"
    let found = try report([
      "bill.jsonl": GCPText.jsonl(rows),
      "launches.csv": Self.header
        + "\(pool),2026-01-14T02:00:00Z,2026-01-14T02:00:00Z,vm-1,"
        + "2026-01-14T04:00:00Z,interrupted,llama\n"
        + "\(pool),2026-01-14T04:00:00Z,2026-01-14T04:30:00Z,vm-2,"
        + "2026-01-14T06:00:00Z,released,llama\n",
      "checkpoints.csv": Self.reports + "llama,2026-01-14T02:06:00Z,0,,360\n"
        + "llama,2026-01-14T03:30:00Z,100,20,\n"
        + "llama,2026-01-14T04:45:00Z,100,,900\n",
    ])
    let event = try #require(found.events?.first)
    #expect(found.events?.count == 1)
    #expect(event.currency == "USD")
    expectClose(event.lostWork.amount ?? 0, 0.459, relative: 1e-6)
    #expect(event.idleGang.amount == 0)
    expectClose(event.restart.amount ?? 0, 0.2295, relative: 1e-6)
    #expect(event.partialHour.amount == 0)
    expectClose(event.known, 0.6885, relative: 1e-6)
    let total = try #require(found.total.first)
    #expect(total.known == event.known)
    #expect(
      found.groups.map { $0.rows.first?.known } == [event.known, event.known])
    expectClose(found.pools.first?.billed ?? 0, 3.213, relative: 1e-6)
    #expect(found.leftOut.interruptions == 0)
  }

  // Azure bills days: 12.5 h for 8.25 CAD are 0.66 CAD an hour. Node-1 is lost
  // at 12:30, two hours after its checkpoint: 1.32 CAD. Nothing came after it.
  @Test func azuresBill() throws {
    let pool = "azure/eastus/Standard_NC24ads_A100_v4"
    let id =
      "/subscriptions/S/resourceGroups/RG/providers/"
      + "Microsoft.Compute/virtualMachines/Node-1"
    let found = try report([
      "bill.csv": AzureText.text([[:]]),
      "launches.csv": Self.header
        + "\(pool),2026-01-14T00:00:00Z,2026-01-14T00:00:00Z,\(id),"
        + "2026-01-14T12:30:00Z,interrupted,llama\n",
      "checkpoints.csv": Self.reports + "llama,2026-01-14T00:10:00Z,0,,600\n"
        + "llama,2026-01-14T10:30:00Z,100,20,\n",
    ])
    let event = try #require(found.events?.first)
    #expect(found.events?.count == 1)
    #expect(event.currency == "CAD")
    expectClose(event.lostWork.amount ?? 0, 1.32, relative: 1e-6)
    #expect(event.idleGang.amount == 0)
    let spent = try #require(found.pools.first)
    #expect(spent.currency == "CAD")
    expectClose(spent.billed, 8.25, relative: 1e-9)
  }
}
