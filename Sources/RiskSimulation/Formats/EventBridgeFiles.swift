import RiskDomain
import RiskNumerics

/// Events of EC2 as a rule of EventBridge delivers them: JSON lines per
/// region, times in whole seconds, some events twice with the same id.
struct EventBridgeFiles {
  static let account = "012345678901"
  /// Share of events that are delivered a second time.
  private static let duplicateShare = 0.02
  /// Lines of a file; more come in further parts.
  private static let linesPerPart = 100_000

  private enum Kind {
    case running, terminated, rebalance, warning

    var detailType: String {
      switch self {
      case .running, .terminated: "EC2 Instance State-change Notification"
      case .rebalance: "EC2 Instance Rebalance Recommendation"
      case .warning: "EC2 Spot Instance Interruption Warning"
      }
    }
  }

  /// What a line is made of; the text is built when its part is written.
  private struct Line {
    var deliveredAt, at: UTCInstant
    var kind: Kind
    var life: Int
    /// Seed of the event's id: a second delivery has the same.
    var idSeed: UInt64
  }

  private let region: String
  private var rng: SplitMix64
  private var lives: [Life] = []
  private var lines: [Line] = []

  static func write(
    _ facts: MonthFacts, to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    var seeds = SplitMix64(seed: facts.fileSeeds.events)
    for region in facts.awsRegions {
      var file = EventBridgeFiles(
        region: region, rng: SplitMix64(seed: seeds.next()))
      for history in facts.histories(of: .aws)
      where history.plan.pool.region == region {
        for life in history.lives { file.add(life) }
      }
      try file.writeParts(to: sink)
    }
  }

  private init(region: String, rng: SplitMix64) {
    self.region = region
    self.rng = rng
  }

  private mutating func add(_ life: Life) {
    lives.append(life)
    if life.launchedAt >= life.watchedFrom {
      add(.running, at: life.launchedAt)
    }
    if let at = life.rebalanceAt { add(.rebalance, at: at) }
    if let at = life.warnedAt { add(.warning, at: at) }
    if life.exit != .observationEnded { add(.terminated, at: life.endedAt) }
  }

  private mutating func add(_ kind: Kind, at: UTCInstant) {
    var line = Line(
      deliveredAt: at, at: at, kind: kind, life: lives.count - 1,
      idSeed: rng.next())
    lines.append(line)
    if rng.uniform() < Self.duplicateShare {
      line.deliveredAt = at.adding(milliseconds: 30_000)
      lines.append(line)
    }
  }

  private func writeParts(
    to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    let sorted = lines.enumerated().sorted {
      ($0.element.deliveredAt, $0.offset) < ($1.element.deliveredAt, $1.offset)
    }
    var first = 0
    repeat {
      let last = min(first + Self.linesPerPart, sorted.count)
      var bytes: [UInt8] = []
      for entry in sorted[first..<last] {
        bytes.append(contentsOf: text(entry.element).utf8)
      }
      let part = first / Self.linesPerPart + 1
      try sink(
        SimulatedFile(
          path: "aws/events/\(region)-\(part).jsonl.gz", bytes: bytes,
          wantsGzip: true))
      first = last
    } while first < sorted.count
  }

  private func text(_ line: Line) -> String {
    let life = lives[line.life]
    let id = life.instanceID
    // State changes name region and account, the others the zone.
    let zoned = "\(life.plan.pool.zone):instance/\(id)"
    let owned = "\(region):\(Self.account):instance/\(id)"
    let resource: String
    let detail: String
    switch line.kind {
    case .running: (resource, detail) = (owned, ",\"state\":\"running\"")
    case .terminated: (resource, detail) = (owned, ",\"state\":\"terminated\"")
    case .rebalance: (resource, detail) = (zoned, "")
    case .warning:
      (resource, detail) = (zoned, ",\"instance-action\":\"terminate\"")
    }
    var ids = SplitMix64(seed: line.idSeed)
    return "{\"version\":\"0\",\"id\":\"\(ids.uuid())\","
      + "\"detail-type\":\"\(line.kind.detailType)\","
      + "\"source\":\"aws.ec2\","
      + "\"account\":\"\(Self.account)\",\"time\":\"\(line.at.rfc3339)\","
      + "\"region\":\"\(region)\",\"resources\":[\"arn:aws:ec2:\(resource)\"],"
      + "\"detail\":{\"instance-id\":\"\(id)\"\(detail)}}\n"
  }
}
