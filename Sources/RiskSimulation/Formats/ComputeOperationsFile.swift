import RiskDomain
import RiskNumerics

/// Output of `gcloud compute operations list --format json`: a plain array
/// with insert, preempted, stop and delete operations.
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

  /// What an operation is made of; the text is built when its part is written.
  private struct Operation {
    var kind: Kind
    var insertedAt, endedAt: UTCInstant
    var life: Int
    /// Seed of the operation's id and name.
    var idSeed: UInt64
  }

  private var rng: SplitMix64
  private var lives: [Life] = []
  private var operations: [Operation] = []

  static func write(
    _ facts: MonthFacts, to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    var file = ComputeOperationsFile(
      rng: SplitMix64(seed: facts.fileSeeds.operations))
    for history in facts.histories(of: .gcp) {
      let requests = Dictionary(
        history.attempts.compactMap { attempt in
          attempt.instanceID.map { ($0, attempt.requestedAt) }
        }, uniquingKeysWith: { first, _ in first })
      for life in history.lives {
        file.add(
          life, requestedAt: requests[life.instanceID] ?? life.launchedAt,
          until: facts.end)
      }
    }
    try file.writeParts(to: sink)
  }

  private init(rng: SplitMix64) { self.rng = rng }

  private mutating func add(
    _ life: Life, requestedAt: UTCInstant, until end: UTCInstant
  ) {
    lives.append(life)
    let ended = life.endedAt
    let later = ended.adding(
      milliseconds: 30_000 + Int64(rng.index(below: 90_000)))
    let deleted = later.adding(
      milliseconds: 8_000 + Int64(rng.index(below: 30_000)))
    let isStoppedFirst = rng.uniform() < 0.5
    add(.insert, requestedAt, life.launchedAt)
    switch life.exit {
    case .interrupted:
      add(.preempted, ended, ended)
      // The launcher clears what was preempted: no second end.
      if later < end { add(.delete, later, min(deleted, end)) }
    case .released, .lifetimeCap:
      add(isStoppedFirst ? .stop : .delete, ended, min(later, end))
    case .observationEnded:
      break
    }
  }

  private mutating func add(
    _ kind: Kind, _ insertedAt: UTCInstant, _ endedAt: UTCInstant
  ) {
    operations.append(
      Operation(
        kind: kind, insertedAt: insertedAt, endedAt: endedAt,
        life: lives.count - 1, idSeed: rng.next()))
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
    let life = lives[operation.life]
    var ids = SplitMix64(seed: operation.idSeed)
    let isSystem = operation.kind == .preempted
    let milliseconds = operation.insertedAt.unixMilliseconds
    let micro = String(milliseconds * 1000, radix: 16)
    let operationName =
      (isSystem ? "systemevent" : "operation") + "-\(milliseconds)-"
      + "\(micro)-\(ids.hex(digits: 8))-\(ids.hex(digits: 8))"
    let zone = Self.service + Self.project + "/zones/\(life.plan.pool.zone)"
    let started =
      isSystem
      ? operation.insertedAt
      : min(
        operation.endedAt,
        operation.insertedAt.adding(
          milliseconds: 2 + Int64(ids.index(below: 12))))
    var fields = [
      "\"endTime\": \"\(TextForms.pacific(operation.endedAt))\"",
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
      "\"targetId\": \"\(life.instanceID)\"",
      "\"targetLink\": \"\(zone)/instances/\(life.job)-\(operation.life)\"",
      "\"user\": \"\(isSystem ? "system" : Self.person)\"",
      "\"zone\": \"\(zone)\"",
    ]
    let body = fields.map { "    " + $0 }.joined(separator: ",\n")
    return "  {\n" + body + "\n  }"
  }
}
