import RiskDomain
import RiskNumerics

/// Output of `gcloud compute operations list --format json`: a plain array
/// with insert, preempted, stop and delete operations.
///
/// An insert that found no capacity is there as well, with an error; it names a
/// target that never lived.
struct ComputeOperationsFile {
  private static let project = "gpu-lab"
  private static let person = "trainer@gpu-lab.iam.gserviceaccount.com"
  private static let service =
    "https://www.googleapis.com/compute/v1/projects/"
  /// Operations of a file; more come in further parts.
  private static let operationsPerPart = 50_000

  private enum Kind: String {
    case insert
    case preempted = "compute.instances.preempted"
    case stop
    case delete
  }

  /// The instance that an operation works on.
  private struct Subject {
    var zone, name, id: String
  }

  /// What an operation is made of; the text is built when its part is written.
  private struct Operation {
    var kind: Kind
    var insertedAt, endedAt: UTCInstant
    var subject: Subject
    var hasFailed = false
    /// Seed of the operation's id and name.
    var idSeed: UInt64
  }

  private var rng: SplitMix64
  private var subjectCount = 0
  private var operations: [Operation] = []

  /// The names under which operations and bills know the instances, by id.
  static func instanceNames(_ facts: MonthFacts) -> [String: String] {
    var names: [String: String] = [:]
    var file = ComputeOperationsFile(
      rng: SplitMix64(seed: facts.fileSeeds.operations))
    file.add(facts)
    for operation in file.operations where !operation.hasFailed {
      names[operation.subject.id] = operation.subject.name
    }
    return names
  }

  static func write(
    _ facts: MonthFacts, to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    var file = ComputeOperationsFile(
      rng: SplitMix64(seed: facts.fileSeeds.operations))
    file.add(facts)
    try file.writeParts(to: sink)
  }

  private mutating func add(_ facts: MonthFacts) {
    for history in facts.histories(of: .gcp) {
      var requests: [String: UTCInstant] = [:]
      for attempt in history.attempts {
        if let id = attempt.instanceID {
          requests[id] = attempt.requestedAt
        } else {
          addFailure(attempt)
        }
      }
      for life in history.lives {
        add(
          life, requestedAt: requests[life.instanceID] ?? life.launchedAt,
          until: facts.end)
      }
    }
  }

  private init(rng: SplitMix64) { self.rng = rng }

  private mutating func subject(
    of plan: PoolPlan, job: String, id: String
  ) -> Subject {
    subjectCount += 1
    return Subject(
      zone: plan.pool.zone, name: "\(job)-\(subjectCount)", id: id)
  }

  private mutating func addFailure(_ attempt: Attempt) {
    let id = rng.nineteenDigits()
    let subject = subject(of: attempt.plan, job: attempt.job, id: id)
    operations.append(
      Operation(
        kind: .insert, insertedAt: attempt.requestedAt,
        endedAt: attempt.requestedAt.adding(
          milliseconds: 1_000 + Int64(rng.index(below: 4_000))),
        subject: subject, hasFailed: true, idSeed: rng.next()))
  }

  private mutating func add(
    _ life: Life, requestedAt: UTCInstant, until end: UTCInstant
  ) {
    let subject = subject(of: life.plan, job: life.job, id: life.instanceID)
    let ended = life.endedAt
    let later = ended.adding(
      milliseconds: 30_000 + Int64(rng.index(below: 90_000)))
    let deleted = later.adding(
      milliseconds: 8_000 + Int64(rng.index(below: 30_000)))
    let isStoppedFirst = rng.uniform() < 0.5
    add(.insert, subject, requestedAt, life.launchedAt)
    switch life.exit {
    case .interrupted:
      add(.preempted, subject, ended, ended)
      // The launcher clears what was preempted: no second end.
      if later < end { add(.delete, subject, later, min(deleted, end)) }
    case .released, .lifetimeCap:
      add(
        isStoppedFirst ? .stop : .delete, subject, ended, min(later, end))
    case .observationEnded:
      break
    }
  }

  private mutating func add(
    _ kind: Kind, _ subject: Subject, _ insertedAt: UTCInstant,
    _ endedAt: UTCInstant
  ) {
    operations.append(
      Operation(
        kind: kind, insertedAt: insertedAt, endedAt: endedAt,
        subject: subject, idSeed: rng.next()))
  }

  private func writeParts(
    to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    let sorted = operations.enumerated().sorted {
      ($0.element.insertedAt, $0.offset) < ($1.element.insertedAt, $1.offset)
    }
    var first = 0
    repeat {
      let last = min(first + Self.operationsPerPart, sorted.count)
      let texts = sorted[first..<last].map { text($0.element) }
      let part = first / Self.operationsPerPart + 1
      try sink(
        SimulatedFile(
          path: "gcp/operations-\(part).json.gz",
          bytes: Array("[\n\(texts.joined(separator: ",\n"))\n]\n".utf8),
          wantsGzip: true))
      first = last
    } while first < sorted.count
  }

  private func text(_ operation: Operation) -> String {
    let subject = operation.subject
    var ids = SplitMix64(seed: operation.idSeed)
    let isSystem = operation.kind == .preempted
    let milliseconds = operation.insertedAt.unixMilliseconds
    let micro = String(milliseconds * 1000, radix: 16)
    let operationName =
      (isSystem ? "systemevent" : "operation") + "-\(milliseconds)-"
      + "\(micro)-\(ids.hex(digits: 8))-\(ids.hex(digits: 8))"
    let zone = Self.service + Self.project + "/zones/\(subject.zone)"
    let started =
      isSystem
      ? operation.insertedAt
      : min(
        operation.endedAt,
        operation.insertedAt.adding(
          milliseconds: 2 + Int64(ids.index(below: 12))))
    var fields = [
      "\"endTime\": \"\(TextForms.pacific(operation.endedAt))\""
    ]
    if operation.hasFailed { fields += Self.failure(subject) }
    fields += [
      "\"id\": \"\(ids.nineteenDigits())\"",
      "\"insertTime\": \"\(TextForms.pacific(operation.insertedAt))\"",
      "\"kind\": \"compute#operation\"",
      "\"name\": \"\(operationName)\"",
      "\"operationType\": \"\(operation.kind.rawValue)\"",
      "\"progress\": 100",
      "\"selfLink\": \"\(zone)/operations/\(operationName)\"",
      "\"startTime\": \"\(TextForms.pacific(started))\"",
      "\"status\": \"DONE\"",
    ]
    if isSystem {
      fields.append("\"statusMessage\": \"Instance was preempted.\"")
    }
    fields += [
      "\"targetId\": \"\(subject.id)\"",
      "\"targetLink\": \"\(zone)/instances/\(subject.name)\"",
      "\"user\": \"\(isSystem ? "system" : Self.person)\"",
      "\"zone\": \"\(zone)\"",
    ]
    let body = fields.map { "    " + $0 }.joined(separator: ",\n")
    return "  {\n" + body + "\n  }"
  }

  /// What Compute Engine answers when a zone is out of a machine type.
  private static func failure(_ subject: Subject) -> [String] {
    let message =
      "The zone 'projects/\(project)/zones/\(subject.zone)' does not have "
      + "enough resources available to fulfill the request."
    return [
      "\"error\": {\"errors\": [{\"code\": \"ZONE_RESOURCE_POOL_EXHAUSTED\", "
        + "\"message\": \"\(message)\"}]}",
      "\"httpErrorMessage\": \"SERVICE UNAVAILABLE\"",
      "\"httpErrorStatusCode\": 503",
    ]
  }
}
