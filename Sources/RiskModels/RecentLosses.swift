public import RiskDomain

import Foundation

/// How a pool's losses of the last hours move its hazard for a while.
///
/// Events and expectation of the pool's up-spells fade with age by
/// 2^(−Δ/halfLife). The multiplier now is (κ + O) / (κ + E), and it decays
/// back to 1 with the same half-life: a discounted Gamma–Poisson
/// (West and Harrison; methods/nested-gamma-poisson.md (16) to (18)).
public struct RecentLosses: Hashable, Sendable, Codable {
  /// Hours after which an event counts half.
  public var halfLifeHours: Double
  /// κ: events that the long-run hazard is worth.
  public var priorEvents: Double
  /// Twice the gain in predictive log-likelihood over the long-run hazard.
  public var likelihoodRatio: Double

  public init(
    halfLifeHours: Double, priorEvents: Double, likelihoodRatio: Double
  ) {
    self.halfLifeHours = halfLifeHours
    self.priorEvents = priorEvents
    self.likelihoodRatio = likelihoodRatio
  }

  /// Faded events and expectation of one pool.
  public struct Memory: Hashable, Sendable {
    public var events = 0.0
    public var expected = 0.0

    public init() {}
  }

  /// The share that is left of something after `hours`.
  public func fading(afterHours hours: Double) -> Double {
    exp2(-hours / halfLifeHours)
  }

  /// The memory `hours` later, in which nothing was watched.
  public func faded(_ memory: Memory, byHours hours: Double) -> Memory {
    var later = memory
    later.events *= fading(afterHours: hours)
    later.expected *= fading(afterHours: hours)
    return later
  }

  /// The memory after a stretch of ages was watched, with or without a loss at
  /// its end: ∫ h(u) 2^(−(end − u)/halfLife) du, exact for a piecewise hazard.
  public func watched(
    _ memory: Memory, age: AgeInterval, hazard: PiecewiseHazard, isLost: Bool
  ) -> Memory {
    var later = faded(memory, byHours: age.hours)
    let scale = halfLifeHours / log(2)
    for k in hazard.cutsHours.indices {
      let from = max(hazard.cutsHours[k], age.after)
      let until =
        k + 1 < hazard.cutsHours.count
        ? min(hazard.cutsHours[k + 1], age.through) : age.through
      guard until > from else { continue }
      later.expected +=
        hazard.ratesPerHour[k] * scale
        * (fading(afterHours: age.through - until)
          - fading(afterHours: age.through - from))
    }
    if isLost { later.events += 1 }
    return later
  }

  /// The multiplier of the hazard right now.
  public func multiplier(_ memory: Memory) -> Double {
    (priorEvents + memory.events) / (priorEvents + memory.expected)
  }
}

extension RecentLosses {
  /// The candidate that predicts the spells of probed pools best, or nil when
  /// none gains enough over the long-run hazard.
  ///
  /// Each spell is predicted in steps of a quarter of an hour by the negative
  /// binomial of its memory at the step's start.
  static func fitted(
    spells: [Spell], hazard: (PoolID) -> PiecewiseHazard?,
    spec: ModelSpec.RecentLosses
  ) -> RecentLosses? {
    let watched = spells.filter {
      $0.clock == .probe && $0.process == .loss && $0.watched != nil
    }
    let byPool = Dictionary(grouping: watched, by: \.pool)
      .sorted { $0.key < $1.key }
      .compactMap { pool, spells in
        hazard(pool).map {
          ($0, spells.sorted { $0.watchedFrom < $1.watchedFrom })
        }
      }
    func score(_ candidate: RecentLosses?) -> Double {
      byPool.reduce(0) { $0 + logLikelihood($1.1, $1.0, candidate) }
    }
    let longRun = score(nil)
    var best: RecentLosses?
    for halfLife in spec.halfLivesHours {
      for prior in spec.priorEvents {
        var candidate = RecentLosses(
          halfLifeHours: halfLife, priorEvents: prior, likelihoodRatio: 0)
        candidate.likelihoodRatio = 2 * (score(candidate) - longRun)
        if candidate.likelihoodRatio > best?.likelihoodRatio ?? 0 {
          best = candidate
        }
      }
    }
    guard let best, best.likelihoodRatio >= spec.minimumLikelihoodRatio
    else { return nil }
    return best
  }

  /// Predictive log-likelihood of one pool's spells in order, nats.
  ///
  /// - Parameters:
  ///   - multiplierShape: gamma shape of the long-run hazard; infinite = sure.
  ///   - origin: steps that begin before it are remembered but not counted.
  static func logLikelihood(
    _ spells: [Spell], _ hazard: PiecewiseHazard, _ recent: RecentLosses?,
    multiplierShape: Double = .infinity, from origin: UTCInstant? = nil
  ) -> Double {
    var memory = Memory()
    var sum = 0.0
    var now: UTCInstant?
    for spell in spells {
      guard let watched = spell.watched else { continue }
      if let recent, let now {
        memory = recent.faded(
          memory, byHours: max(spell.watchedFrom.hours(since: now), 0))
      }
      let steps = max(1, Int((watched.hours / 0.25).rounded(.up)))
      let width = watched.hours / Double(steps)
      for i in 0..<steps {
        let age = AgeInterval(
          after: watched.after + Double(i) * width,
          through: watched.after + Double(i + 1) * width)
        let isLost = i == steps - 1 && spell.exit == .interrupted
        let h = hazard.cumulativeHazard(over: age)
        var logSurvival =
          multiplierShape.isFinite
          ? -multiplierShape * log1p(h / multiplierShape) : -h
        if let recent {
          let shape = recent.priorEvents + memory.events
          logSurvival =
            -shape * log1p(h / (recent.priorEvents + memory.expected))
          memory = recent.watched(
            memory, age: age, hazard: hazard, isLost: isLost)
        }
        if let origin,
          spell.watchedFrom.adding(hours: Double(i) * width) < origin
        {
          continue
        }
        // expm1 keeps the loss probability of a short step.
        sum += isLost ? log(max(-expm1(logSurvival), 1e-300)) : logSurvival
      }
      now = spell.watchedUntil
    }
    return sum
  }
}
