import RiskDecision
import RiskDomain
import RiskPipeline
import Testing

struct JobFileTests {
  /// Every key that a job file may hold.
  static let full = """
    apiVersion: riskctl.dev/v1
    kind: Job
    name: llama-ft
    class: training
    work: {gpuHours: 2304, referenceGPU: A100-40GB}
    gang:
      {nodes: 8, gpusPerNode: 8, allOrNothing: true, sameZone: true,
       efa: true, elastic: {minNodes: 6, maxNodes: 8}}
    accept:
      - {gpu: A100-40GB, throughput: 1.0}
      - {gpu: V100-16GB, throughput: 0.38, minVRAMGB: 16}
    where:
      {providers: [aws, gcp], regions: [us-west-2, us-east-2], exclude: [],
       quotas: [{provider: aws, region: us-west-2, family: p, vcpus: 384}]}
    data:
      {location: aws/us-west-2, datasetGB: 4200, readPerStartGB: 180,
       mayMove: false}
    checkpoint:
      {sizeGB: 50, mode: async, localWriteSeconds: 8, durableUploadMBps: 800,
       syncOverheadPercent: 3, minIntervalSeconds: 120, restoreSeconds: 300,
       stepSeconds: 6.0}
    restart: {provisionSeconds: 240, initSeconds: 180}
    when:
      {earliest: 2026-01-14T02:00:00Z, deadline: 2026-01-18T00:00:00Z,
       timeZone: Asia/Karachi, pausable: true}
    money:
      {budgetUSD: 2500, currency: PKR, fxPerUSD: 280.0, fxDate: 2026-01-13,
       maxSpotNodes: 8}
    risk:
      {meetDeadline: 0.95, aversion: 0.3, onDemandFloorPercent: 20,
       fallbackAfterFailures: 3}
    vehicles: [spot, on-demand, capacity-block]
    labels: {team: nlp, costCenter: "4711"}
    """

  @Test func everyKeyIsRead() throws {
    let file = try JobFile(parsing: Self.full)
    let job = file.job
    #expect(job.name == "llama-ft")
    #expect(job.work == .gpuHours(2304))
    #expect(job.referenceGPU == "A100-40GB")
    #expect(job.gang.nodes == 8)
    #expect(job.gang.gpusPerNode == 8)
    #expect(job.gang.efa)
    #expect(job.accept[1].throughput == 0.38)
    #expect(job.accept[1].minVRAMGB == 16)
    #expect(job.place.providers == [.aws, .gcp])
    #expect(job.data?.readPerStartGB == 180)
    #expect(job.checkpoint.mode == .async)
    #expect(job.checkpoint.overheadPercent == 3)
    #expect(job.checkpoint.stepSeconds == 6)
    #expect(job.restart.provisionSeconds == 240)
    #expect(job.when.deadline?.rfc3339 == "2026-01-18T00:00:00Z")
    #expect(job.when.timeZone == "Asia/Karachi")
    #expect(job.money.fxPerUSD == 280)
    #expect(job.money.fxDate == "2026-01-13")
    #expect(job.risk.onDemandFloorPercent == 20)
    #expect(job.vehicles == [.spot, .onDemand, .capacityBlock])
    #expect(job.labels == ["team": "nlp", "costCenter": "4711"])
    #expect(job.gang.elastic == .init(minNodes: 6, maxNodes: 8))
    #expect(
      job.place.quotas == [
        .init(provider: .aws, region: "us-west-2", family: "p", vcpus: 384)
      ])
    #expect(job.data?.mustStay == true)
    #expect(file.warnings.isEmpty)
  }

  @Test func minimalJobHasDefaults() throws {
    let file = try JobFile(
      parsing: "name: a\nwork: {hours: 48}\naccept: [{gpu: T4}]\n")
    #expect(file.job.gang.nodes == 1)
    #expect(file.job.checkpoint.minIntervalSeconds == 60)
    #expect(file.job.restart.provisionSeconds == 180)
    #expect(file.job.risk.meetDeadline == 0.95)
    #expect(file.job.vehicles == [.spot, .onDemand, .capacityBlock])
    #expect(file.warnings.isEmpty)
    #expect(file.defaults.contains("checkpoint.mode: sync"))
    #expect(file.defaults.contains("when.pausable: false"))
    for key in [
      "checkpoint.sizeGB", "checkpoint.localWriteSeconds",
      "checkpoint.durableUploadMBps", "checkpoint.stepSeconds",
      "where.providers", "where.regions", "where.exclude", "pools",
      "accept.throughput", "accept.minVRAMGB",
    ] {
      #expect(file.defaults.contains { $0.hasPrefix(key + ":") }, "\(key)")
    }
    #expect(file.defaults.contains { $0.contains("assumed pause of 30 s") })
    let said = try JobFile(
      parsing: "name: a\nwork: {hours: 48}\n"
        + "accept: [{gpu: T4, throughput: 1, minVRAMGB: 8}]\n")
    #expect(!said.defaults.contains { $0.hasPrefix("accept.") })
  }

  @Test func jsonIsAccepted() throws {
    let file = try JobFile(
      parsing: """
        {"apiVersion": "riskctl.dev/v1", "kind": "Job", "name": "replay",
         "class": "training", "work": {"hours": 48.0}, "gang": {"nodes": 1},
         "pools": ["aws/us-west-2a/p3.2xlarge"],
         "restart": {"provisionSeconds": 720.0, "initSeconds": 0},
         "checkpoint": {"continuous": true},
         "prices": [{"pool": "aws/us-west-2a/p3.2xlarge", "spotPerHour": 1.0,
                     "onDemandPerHour": 3.3333333333333335}],
         "risk": {"meetDeadline": 1.0}, "vehicles": ["spot", "on-demand"]}
        """)
    #expect(file.job.relaunchHours == 0.2)
    #expect(file.job.checkpoint.continuous)
    #expect(file.job.prices[0].onDemandPerHour == 3.3333333333333335)
    #expect(file.job.risk.meetDeadline == 1)
  }

  @Test func jsonMayUseTabs() throws {
    let file = try JobFile(
      parsing: "{\n\t\"name\": \"a\",\n\t\"work\": {\"hours\": 1},\n"
        + "\t\"accept\": [\n\t\t{\"gpu\": \"T4\"}\n\t]\n}")
    #expect(file.job.accept == [JobSpec.AcceptedGPU(gpu: "T4")])
  }

  @Test func unknownKeyNamesTheNearest() throws {
    let text = """
      name: a
      class: training
      work: {hours: 1}
      accept:
        - gpu: T4
      gang:
        nodes: 1

      checkpiont: {mode: sync}
      """
    let error = #expect(throws: JobFileError.self) {
      try JobFile(parsing: text)
    }
    #expect(
      error?.message
        == "unknown key 'checkpiont' (line 9). Did you mean 'checkpoint'?")
    #expect(error?.line == 9)
    #expect(error?.key == "checkpiont")
  }

  /// Text that makes the job wrong, and what the message must say.
  static let wrong: [(String, String)] = [
    ("work: {hours: 1}\naccept: [{gpu: T4}]", "'name' is missing"),
    ("name: a\naccept: [{gpu: T4}]", "'work' is missing"),
    ("name: a\nwork: {hours: 1}", "'accept' is missing"),
    ("name: a\nwork: {hours: 1, gpuHours: 2}\naccept: [{gpu: T4}]", "one way"),
    ("name: a\nwork: {epochs: 3}\naccept: [{gpu: T4}]", "hoursPerEpoch"),
    ("name: a\nwork: {hours: 0}\naccept: [{gpu: T4}]", "above 0, not '0'"),
    ("name: a\nwork: {hours: ten}\naccept: [{gpu: T4}]", "not 'ten'"),
    ("name: a\nwork: {hours: .nan}\naccept: [{gpu: T4}]", "above 0"),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4, throughput: -1}]", "line 3"
    ),
    ("name: a\nwork: {hours: 1}\naccept: {gpu: T4}", "must be a list"),
    (
      "name: a\nwork: {hours: 1}\npools: [aws/us]", "provider/zone/instanceType"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\nclass: trainig",
      "batch-inference"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\nrisk: {meetDeadline: 2}",
      "from 0 to 1, not '2'"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\ngang: {nodes: 1.5}",
      "whole number"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\nwhen: {deadline: soon}",
      "2026-01-14T02:00:00Z"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\n"
        + "when: {timeZone: Mars/Base}", "time zone"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\ndata: {location: here}",
      "provider/region"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\n"
        + "checkpoint: {continous: true}", "Did you mean 'continuous'?"
    ),
    ("name: a\nname: b\nwork: {hours: 1}\naccept: [{gpu: T4}]", "twice"),
    ("name: [a", "no YAML"),
    ("", "empty"),
    ("just text", "must hold keys"),
    ("resources: {accelerators: V100}\nrun: echo", "SkyPilot"),
    ("apiVersion: v2\nname: a", "riskctl.dev/v1"),
    // Statements that cannot both hold, with the line of the key to mend.
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\nwhen: {earliest: "
        + "2026-01-15T00:00:00Z, deadline: 2026-01-14T00:00:00Z}",
      "when.deadline 2026-01-14T00:00:00Z is not later than when.earliest "
        + "2026-01-15T00:00:00Z. (line 4)"
    ),
    // 1,000 records at 3,000 an hour take 1,200 s on one GPU.
    (
      "name: a\nwork: {records: 1e6, recordsPerGPUHour: 3000}\n"
        + "accept: [{gpu: T4}]\n"
        + "queue: {batchRecords: 1000, visibilityTimeoutSeconds: 600}",
      "visibilityTimeoutSeconds 600 is below the time of a batch: 1000 records "
        + "take 1200 s"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\n"
        + "data: {location: aws/us-west-2, mayMove: false}\n"
        + "where: {regions: [us-east-1]}",
      "the dataset stays in aws/us-west-2, and where.regions leaves us-west-2 "
        + "out: no region is left"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\n"
        + "gang: {nodes: 4, elastic: {minNodes: 5, maxNodes: 8}}",
      "gang.nodes 4 lies outside gang.elastic, 5 to 8 nodes"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\n"
        + "money: {currency: PKR, fxPerUSD: 280}", "'money.fxDate' is missing"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\n"
        + "money: {currency: PKR, fxPerUSD: 280, fxDate: yesterday}",
      "a day such as 2026-01-13, not 'yesterday'"
    ),
    (
      "name: a\nwork: {hours: 1}\naccept: [{gpu: T4}]\n"
        + "where: {quotas: [{region: us-west-2, vcpus: 8}]}",
      "'where.quotas.provider' is missing"
    ),
    (
      "name: a\nwork: {hours: 1e9}\naccept: [{gpu: T4}]",
      "at most 1000000 hours of the whole gang"
    ),
    (
      "name: a\nwork: {epochs: 2e5, hoursPerEpoch: 6}\naccept: [{gpu: T4}]",
      "this is 1200000"
    ),
    // 64 GPUs · 1,000,000 h = 6.4e7 GPU-hours.
    (
      "name: a\nwork: {gpuHours: 6.5e7}\naccept: [{gpu: T4}]\n"
        + "gang: {nodes: 8, gpusPerNode: 8}", "this is 1015625"
    ),
  ]

  @Test(arguments: wrong)
  func wrongJobsAreRefused(text: String, says: String) throws {
    let error = #expect(throws: JobFileError.self) {
      try JobFile(parsing: text)
    }
    let message = error?.message ?? ""
    #expect(message.contains(says), "\(message)")
  }

  @Test func realtimeIsReadAndLeftToTheAdvice() throws {
    let file = try JobFile(
      parsing:
        "name: a\nclass: realtime\nwork: {hours: 1}\naccept: [{gpu: T4}]")
    #expect(file.job.jobClass == .realtime)
  }

  @Test func keysWithoutEffectAreSaid() throws {
    let file = try JobFile(
      parsing: """
        name: a
        work: {records: 50000000, recordsPerGPUHour: 40000}
        accept: [{gpu: T4}]
        gang: {allOrNothing: false, sameZone: false}
        vehicles: [spot, reserved, savings-plan, fixed]
        reserved:
          - pool: aws/us-west-2a/p3.2xlarge
            usdPerHour: 1.2
            committedHours: 100
        fixed: {usdPerMonth: 145}
        queue: {batchRecords: 100, visibilityTimeoutSeconds: 600}
        money: {currency: PKR}
        """)
    for word in ["sameZone", "currency"] {
      #expect(file.warnings.contains { $0.contains(word) }, "\(word)")
    }
    #expect(file.warnings.count == 2)
    // One node: there are no others to need.
    #expect(!file.job.gang.isIndependent)
    #expect(file.job.reserved.first?.committedHours == 100)
    #expect(file.job.fixed == .init(usdPerMonth: 145))
    #expect(file.job.queue?.visibilityTimeoutSeconds == 600)
    let idle = try JobFile(
      parsing: """
        name: a
        work: {hours: 5}
        accept: [{gpu: T4}]
        reserved:
          - {pool: aws/us-west-2a/p3.2xlarge, usdPerHour: 1, committedHours: 9}
        fixed: {usdPerMonth: 145}
        queue: {batchRecords: 100}
        """)
    for word in ["reserved has no", "fixed has no", "queue has no"] {
      #expect(idle.warnings.contains { $0.contains(word) }, "\(word)")
    }
  }
}
