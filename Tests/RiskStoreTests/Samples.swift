import Foundation
import RiskDomain
import RiskStore

/// Facts written by hand, in as few words as possible.
enum Sample {
  static let pool = PoolID(
    provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")
  static let otherPool = PoolID(
    provider: .gcp, zone: "us-central1-a",
    instanceType: "n1-standard-8+t4x1", os: "windows")

  /// 64 hex digits made of one character.
  static func digest(_ digit: Character) -> String {
    String(repeating: digit, count: 64)
  }

  static func file(
    _ digit: Character = "a", name: String? = nil, format: String = "launches"
  ) -> SourceFile {
    SourceFile(
      name: name ?? "\(digit).csv", digest: digest(digit), format: format)
  }

  static func origin(_ digit: Character = "a", line: Int = 1) -> RowOrigin {
    RowOrigin(source: "\(digit).csv", fileDigest: digest(digit), line: line)
  }

  /// Hours after 2026-01-01T00:00:00Z.
  static func hour(_ hours: Double) -> UTCInstant {
    UTCInstant(unixMilliseconds: 1_767_225_600_000).adding(hours: hours)
  }

  static func price(
    _ pool: PoolID = pool, hour: Double, micro: Int64,
    _ digit: Character = "a", line: Int = 1
  ) -> Fact {
    .price(
      PriceObservation(
        pool: pool, effectiveFrom: self.hour(hour),
        pricePerHour: MicroUSD(rawValue: micro),
        origin: origin(digit, line: line)))
  }

  static func usage(
    item: String = "item-1", endHour: Double = 1, cost: Int64 = 918_000,
    resource: String? = "i-1", labels: [String: String] = ["job": "llama"],
    _ digit: Character = "a", line: Int = 1
  ) -> Fact {
    .usage(
      BillingUsage(
        delivery: delivery(),
        machine: BilledMachine(
          zone: "us-west-2a", region: "us-west-2", instanceType: "p3.2xlarge",
          market: .spot),
        resourceID: resource, usageStart: hour(0), usageEnd: hour(endHour),
        item: Int64(item.utf8.last ?? 0), usedMilliseconds: 3_600_000,
        amounts: BilledAmounts(billedMicro: cost),
        labels: BillingLabels(labels), origin: origin(digit, line: line)))
  }

  static func delivery(
    version: String = "", isFinal: Bool = false, format: String = "aws-cur"
  ) -> BillingDelivery {
    BillingDelivery(
      provider: .aws, account: "000123456789", periodStart: hour(0),
      format: format, version: version, isFinal: isFinal)
  }

  static func event(
    id: String = "e-1", hour: Double = 0, instance: String = "i-1",
    zone: String? = "us-west-2a", _ digit: Character = "a", line: Int = 1
  ) -> Fact {
    .event(
      InstanceEvent(
        provider: .aws, eventID: id, kind: .interruptionWarning,
        instanceID: instance, at: self.hour(hour), zone: zone,
        region: "us-west-2", state: "terminate",
        origin: origin(digit, line: line)))
  }

  static func instance(
    id: String = "i-1", zone: String? = nil, type: String? = nil,
    cap: Int64? = nil, _ digit: Character = "a", line: Int = 1
  ) -> Fact {
    .instance(
      InstanceDescription(
        provider: .aws, instanceID: id, zone: zone, instanceType: type,
        os: nil, market: nil, lifetimeCapSeconds: cap,
        origin: origin(digit, line: line)))
  }

  static func probe(
    _ pool: PoolID = pool, tick: Int, available: Int, start: Double = 0,
    gapMilliseconds: Int64 = 300_000, _ digit: Character = "a", line: Int = 1
  ) -> Fact {
    .probe(
      AvailabilityProbe(
        pool: pool, traceStart: hour(start),
        gapMilliseconds: gapMilliseconds, tick: tick, available: available,
        origin: origin(digit, line: line)))
  }

  static func offering(
    id: String = "cb-1", hour: Double = 0, fee: Int64 = 5_000_000,
    _ digit: Character = "a", line: Int = 1
  ) -> Fact {
    .offering(
      CapacityBlockOffering(
        offeringID: id, capturedAt: self.hour(hour), zone: "us-west-2a",
        instanceType: "p5.48xlarge", instanceCount: 2, start: self.hour(24),
        end: self.hour(48), upfrontFee: MicroUSD(rawValue: fee),
        origin: origin(digit, line: line)))
  }

  static func launch(
    id: String = "l-1", pool: PoolID = pool, requested: Double = 0,
    launched: Double? = nil, instance: String? = nil, ended: Double? = nil,
    exit: Spell.Exit? = nil, _ digit: Character = "a", line: Int = 1
  ) -> Fact {
    .launch(
      LaunchAttempt(
        launchID: id, pool: pool, market: .spot, requestedAt: hour(requested),
        launchedAt: launched.map(hour), instanceID: instance,
        endedAt: ended.map(hour), exit: exit, job: "llama", gang: nil,
        origin: origin(digit, line: line)))
  }
}

extension Sample {
  static func alias(
    name: String = "node-1", instance: String = "i-1", hour: Double = 0,
    _ digit: Character = "a", line: Int = 1
  ) -> LogFact {
    .alias(
      InstanceAlias(
        provider: .aws, name: name, instanceID: instance,
        since: self.hour(hour), origin: origin(digit, line: line)))
  }

  static func request(
    id: String = "r-1", hour: Double = 0, zone: String? = "us-west-2a",
    type: String? = "p3.2xlarge", granted: Double? = nil,
    refused: Double? = nil, _ digit: Character = "a", line: Int = 1
  ) -> LogFact {
    .request(
      CapacityRequest(
        provider: .aws, requestID: id, requestedAt: self.hour(hour),
        zone: zone, region: "us-west-2", instanceType: type, market: .spot,
        grantedAt: granted.map(self.hour),
        grantedZone: granted.map { _ in "us-west-2b" },
        refusedAt: refused.map(self.hour),
        refusal: refused.map { _ in .noCapacity },
        code: refused.map { _ in "InsufficientInstanceCapacity" },
        origin: origin(digit, line: line)))
  }

  static func change(
    _ pool: PoolID = pool, hour: Double = 0, node: String = "node1",
    _ change: FleetChange.Change = .added, _ digit: Character = "a",
    line: Int = 1
  ) -> LogFact {
    .fleetChange(
      FleetChange(
        pool: pool, logStart: self.hour(0), at: self.hour(hour), node: node,
        change: change, origin: origin(digit, line: line)))
  }

  static func alive(
    _ pool: PoolID = pool, hour: Double = 0, alive: Int,
    _ digit: Character = "a", line: Int = 1
  ) -> LogFact {
    .aliveCount(
      AliveCount(
        pool: pool, at: self.hour(hour), alive: alive,
        origin: origin(digit, line: line)))
  }

  static func checkpoint(
    job: String = "llama", hour: Double = 0, step: Int64? = 1,
    checkpoint: Int64? = 30_000, restart: Int64? = nil,
    _ digit: Character = "a", line: Int = 1
  ) -> LogFact {
    .checkpoint(
      CheckpointReport(
        job: job, at: self.hour(hour), step: step,
        checkpointMilliseconds: checkpoint, restartMilliseconds: restart,
        stepMilliseconds: nil, bytes: nil, instanceID: nil,
        origin: origin(digit, line: line)))
  }

  static func cell(
    _ pool: PoolID = pool, untilHour: Double = 24, after: Int64? = 0,
    atRisk: Int64 = 3_600_000, _ digit: Character = "a", line: Int = 1
  ) -> LogFact {
    .cell(
      ExposureCell(
        source: "cluster", from: hour(0), until: hour(untilHour), pool: pool,
        process: .loss, clock: .instance, ageAfterMilliseconds: after,
        ageThroughMilliseconds: after.map { $0 + 3_600_000 },
        hourOfWeekUTC: nil, millisecondsAtRisk: atRisk, interruptions: 1,
        origin: origin(digit, line: line)))
  }

  /// Lives from hour 0 to hour 1 of a source's facts.
  static func lives(
    _ pool: PoolID = pool, untilHour: Double = 24, after: Int64? = 0,
    count: Int = 1, source: String = "cluster", _ digit: Character = "a",
    line: Int = 1
  ) -> LogFact {
    .lives(
      LifeCell(
        source: source, until: hour(untilHour), pool: pool, process: .loss,
        clock: .instance, watchedFrom: hour(0), watchedUntil: hour(1),
        ageAfterMilliseconds: after, exit: .interrupted, count: count,
        origin: origin(digit, line: line)))
  }

  static func attempts(
    _ pool: PoolID = pool, untilHour: Double = 24, isSuccess: Bool = true,
    count: Int = 1, source: String = "cluster", _ digit: Character = "a",
    line: Int = 1
  ) -> LogFact {
    .attempts(
      AttemptCell(
        source: source, until: hour(untilHour), pool: pool, size: 1,
        isSuccess: isSuccess, count: count, origin: origin(digit, line: line)))
  }
}

extension RiskDatabase {
  /// Loads facts as the file that their origin names.
  @discardableResult
  func load(_ facts: [Fact], _ digit: Character = "a") throws -> LoadSummary {
    try load(file: Sample.file(digit)) { try $0.add(facts) }
  }
}

/// A folder of its own that is removed when the body is done.
func withTemporaryFolder<Result>(
  _ body: (URL) throws -> Result
) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("riskstore-" + UUID().uuidString)
  try FileManager.default.createDirectory(
    at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

extension RiskDatabase {
  /// Replaces all spells and exposures by those at hand.
  func replaceDerived(
    spells: [Spell], exposures: [Exposure], inputDigest: String
  ) throws {
    try derive(inputDigest: inputDigest) {
      try $0.write(.init(spells: spells, exposures: exposures))
    }
  }
}
