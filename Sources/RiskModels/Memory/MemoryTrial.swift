public import RiskDomain

import Foundation
import RiskExposure

/// Which of two models told the losses of probed pools better, at moments
/// inside the training data.
///
/// At each origin both models are fitted to what was known by then; each
/// quarter of an hour of up-time after it is predicted from its own start.
/// Only this decides which model forecasts (methods/memory-hazard.md (13)).
public struct MemoryTrial: Hashable, Sendable, Codable {
  /// Shares of the watched time at which forecasts start.
  static let originShares = [0.4, 0.55, 0.7, 0.85]
  /// Share of the watched time that each origin is scored on.
  static let windowShare = 0.15
  /// Hours of one prediction.
  static let stepHours = 0.25

  public var provider: PoolID.Provider
  public var origins: [UTCInstant]
  /// Losses in the held-out parts.
  public var heldOutLosses: Int
  /// Log score of each model, nats, over all held-out parts.
  public var memoryLogScore: Double
  public var firstLogScore: Double
  /// True when the memory hazard forecasts.
  public var isTaken: Bool
  /// Why there is no comparison; nil when there is one.
  public var reason: String?

  /// What the memory hazard gains over the first model, nats a loss.
  public var gainNatsPerLoss: Double {
    heldOutLosses > 0
      ? (memoryLogScore - firstLogScore) / Double(heldOutLosses) : 0
  }

  /// Compares the models on the spells of one provider's probed pools.
  init(
    _ spells: [Spell], provider: PoolID.Provider, spec: ModelSpec,
    memory: ModelSpec.Memory
  ) {
    self.provider = provider
    origins = []
    heldOutLosses = 0
    (memoryLogScore, firstLogScore) = (0, 0)
    isTaken = false
    let from = spells.map(\.watchedFrom).min()
    let until = spells.map(\.watchedUntil).max()
    guard let from, let until, until > from else {
      reason = "no probed time"
      return
    }
    let hours = until.hours(since: from)
    for share in Self.originShares {
      let origin = from.adding(hours: share * hours)
      let end = origin.adding(hours: Self.windowShare * hours)
      score(
        spells, origin: origin, until: min(end, until), spec: spec,
        memory: memory)
    }
    if heldOutLosses < memory.minimumLosses {
      reason =
        "\(heldOutLosses) held-out losses; \(memory.minimumLosses) are needed"
    } else {
      isTaken = memoryLogScore > firstLogScore
    }
  }

  /// Adds one origin, or nothing where a fit is not possible yet.
  private mutating func score(
    _ spells: [Spell], origin: UTCInstant, until end: UTCInstant,
    spec: ModelSpec, memory options: ModelSpec.Memory
  ) {
    let known = spells.compactMap { $0.known(by: origin) }
    let losses = known.filter {
      $0.process == .loss && $0.exit == .interrupted && $0.watched != nil
    }
    guard losses.count >= options.minimumLosses,
      let memory = try? MemoryHazard(
        PoolHistory.all(known), provider: provider,
        residualShape: options.residualShape),
      let first = try? FirstModel(known, spec: spec)
    else { return }
    let window = spells.compactMap { $0.known(by: end) }
    let histories = PoolHistory.all(window)
    let families = Dictionary(grouping: histories) { SiblingKey($0.pool) }
    var sums = (memory: 0.0, first: 0.0, losses: 0)
    for history in histories {
      let siblings = families[SiblingKey(history.pool)] ?? []
      for (index, spell) in history.spells.enumerated()
      where spell.process == .loss && spell.watched != nil
        && spell.watchedUntil > origin
      {
        let steps = Steps(spell, hours: Self.stepHours)
        for i in 0..<steps.count where steps.start(i) >= origin {
          let isLost = i == steps.count - 1 && spell.exit == .interrupted
          let now = history.memory(atStartOf: index)
            .ahead(hours: Double(i) * steps.width)
          var point = MemoryPoint(
            memory, pool: history.pool, memory: now,
            siblings: SiblingMemory(
              of: history.pool, among: siblings, asOf: steps.start(i)),
            asOf: steps.start(i))
          let h = point.cumulativeHazard(from: 0, through: steps.width)
          let k = options.residualShape
          sums.memory += Self.logScore(-k * log1p(h / k), isLost: isLost)
          if isLost { sums.losses += 1 }
        }
      }
      sums.first += first.logScore(history, from: origin)
    }
    origins.append(origin)
    memoryLogScore += sums.memory
    firstLogScore += sums.first
    heldOutLosses += sums.losses
  }

  static func logScore(_ logSurvival: Double, isLost: Bool) -> Double {
    // expm1 keeps the loss probability of a short step.
    isLost ? log(max(-expm1(logSurvival), 1e-300)) : logSurvival
  }

  /// A spell in equal steps of a quarter of an hour at most.
  struct Steps {
    let count: Int
    let width: Double
    private let from: UTCInstant

    init(_ spell: Spell, hours: Double) {
      let length = spell.watchedUntil.hours(since: spell.watchedFrom)
      count = max(1, Int(min((length / hours).rounded(.up), 1e7)))
      width = length / Double(count)
      from = spell.watchedFrom
    }

    func start(_ i: Int) -> UTCInstant { from.adding(hours: Double(i) * width) }
  }
}

/// The age-piece model with recent losses, as it stood at an origin.
private struct FirstModel {
  private let artifact: HazardArtifact

  init(_ spells: [Spell], spec: ModelSpec) throws(FitError) {
    let losses = spells.filter { $0.process == .loss }
    var spec = spec
    spec.memory = nil
    artifact = try NestedGammaPoisson.fit(
      exposures: spec.exposures(from: losses), spells: losses, spec: spec,
      provenance: HazardArtifact.Provenance(
        observedFrom: UTCInstant(unixMilliseconds: 0),
        observedUntil: UTCInstant(unixMilliseconds: 0), dataDigest: "",
        codeVersion: "", seed: 0))
  }

  func logScore(_ history: PoolHistory, from origin: UTCInstant) -> Double {
    guard
      let found = artifact.hazard(
        for: history.pool, process: .loss, clock: .probe)
    else { return 0 }
    return RecentLosses.logLikelihood(
      history.spells.filter { $0.process == .loss && $0.watched != nil },
      found.mean, found.recentLosses, multiplierShape: found.multiplierShape,
      from: origin)
  }
}
