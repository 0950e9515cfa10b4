public import RiskDomain
import RiskExposure

/// What to fit: age pieces, levels of pooling, optional effects.
///
/// The meaning of each key stands beside it in `Models/specs/default.json`
/// under "meaning", which is not read.
public struct ModelSpec: Hashable, Sendable, Codable {
  /// A level of the tree of pools, from the widest to the narrowest.
  public enum Level: String, Sendable, Codable, CaseIterable {
    case region, zone, pool
    /// Age groups of one pool: how its age effect departs from the others'.
    case poolAge = "pool-age"
  }

  /// Ages in hours for each clock and process.
  public struct AgeCuts: Hashable, Sendable, Codable {
    /// Lower edges by process, ascending from 0.
    public struct Edges: Hashable, Sendable, Codable {
      public var loss: [Double]
      public var acquisition: [Double]
    }
    public var probe: Edges
    public var instance: Edges

    /// The edges of one clock and process.
    public func edges(
      _ clock: Spell.Clock, _ process: Spell.Process
    ) -> [Double] {
      let edges = clock == .probe ? probe : instance
      return process == .loss ? edges.loss : edges.acquisition
    }
  }

  /// Bounds of the standard deviation of multipliers between siblings.
  public struct Spread: Hashable, Sendable, Codable {
    public var minimum, maximum: Double
    /// Points of the logarithmic grid between the bounds, ends included.
    public var points: Int
  }

  /// Whether and when instance families multiply across zones.
  public struct CrossedFamily: Hashable, Sendable, Codable {
    public var isWanted: Bool
    /// Twice the gain in marginal log-likelihood below which it is left out.
    public var minimumLikelihoodRatio: Double
  }

  /// Whether and when an hour-of-week effect is fitted.
  public struct HourOfWeek: Hashable, Sendable, Codable {
    public var probe: Bool
    public var instance: Bool
    /// Twice the gain in marginal log-likelihood below which it is left out.
    public var minimumLikelihoodRatio: Double
  }

  /// Whether and how a pool's recent losses move its hazard for a while.
  public struct RecentLosses: Hashable, Sendable, Codable {
    /// Candidates; empty switches the effect off.
    public var halfLivesHours: [Double]
    /// Candidates for the weight of the long-run hazard, in events.
    public var priorEvents: [Double]
    /// Twice the gain in predictive log-likelihood below which it is left out.
    public var minimumLikelihoodRatio: Double
  }

  /// Whether probed pools are tried with a memory of more than their losses.
  public struct Memory: Hashable, Sendable, Codable {
    public var isWanted: Bool
    /// Losses that a training part, and all held-out parts, must have.
    public var minimumLosses: Int
    /// Gamma shape of what no covariate tells.
    public var residualShape: Double
  }

  /// Candidates for surges that hit a whole region.
  public struct Waves: Hashable, Sendable, Codable {
    /// Hazard in a surge over that outside.
    public var factors: [Double]
    public var meanGapHours, meanHours: [Double]
    /// Twice the gain in log-likelihood below which they are left out.
    public var minimumLikelihoodRatio: Double
  }

  /// Drift of instances' hazards over the calendar, as it is believed in before
  /// any loss was seen.
  public struct Calendar: Hashable, Sendable, Codable {
    /// P(hazards do not drift at all), in (0, 1).
    public var steadyProbability: Double
    /// Likeliest standard deviation of a log hazard's change in thirty days,
    /// where there is any.
    public var monthlyDeviation: Double
    /// Days between the knots of a path.
    public var knotDays: Int
  }

  /// What is believed of gangs before any co-interruption was seen.
  public struct SharedShock: Hashable, Sendable, Codable {
    /// Mean of the share of a member's hazard that hits the whole gang.
    public var priorShare: Double
    /// Clusters that the belief is worth.
    public var priorClusters: Double
  }

  /// When to stop.
  public struct Convergence: Hashable, Sendable, Codable {
    public var maximumIterations: Int
    /// Largest change of a log hazard in an iteration at which it ends.
    public var tolerance: Double
    /// Largest change in the very last iteration that still makes a model.
    public var acceptableChange: Double
  }

  public var schemaVersion: Int
  /// The family's name, "nested-gamma-poisson".
  public var family: String
  public var ageCutsHours: AgeCuts
  /// Edges of the groups of `.poolAge`; a subset of `ageCutsHours`.
  public var ageGroupCutsHours: AgeCuts
  public var levels: [Level]
  public var crossedFamily: CrossedFamily
  public var spread: Spread
  public var hourOfWeek: HourOfWeek
  public var recentLosses: RecentLosses
  /// nil switches it off.
  public var memory: Memory?
  /// nil switches them off.
  public var waves: Waves?
  /// nil fits instances' losses one by one, and to hazards that stand still.
  public var calendar: Calendar?
  /// Losses of a pool this close together are one event in time.
  public var clusterWindowSeconds: Double
  public var sharedShock: SharedShock
  /// Gamma shape of a provider's multiplier when only others have data.
  public var vagueShape: Double
  public var convergence: Convergence
}

extension ModelSpec {
  /// Checks that the numbers make a model.
  ///
  /// - Throws: `FitError.invalidSpec` that names the key.
  public func validate() throws(FitError) {
    func require(_ isTrue: Bool, _ key: String, _ rule: String) throws(FitError)
    {
      guard isTrue else {
        throw FitError(
          code: .invalidSpec, message: "Spec key '\(key)': \(rule).",
          hint: "Start from Models/specs/default.json.")
      }
    }
    try require(schemaVersion == 1, "schemaVersion", "only 1 is known")
    try require(
      family == "nested-gamma-poisson", "family",
      "'\(family)' is unknown (families: nested-gamma-poisson)")
    for clock in Spell.Clock.allCases {
      for process in Spell.Process.allCases {
        let name = "\(clock.rawValue).\(process.rawValue)"
        let cuts = ageCutsHours.edges(clock, process)
        try require(
          cuts.first == 0 && zip(cuts, cuts.dropFirst()).allSatisfy { $0 < $1 },
          "ageCutsHours." + name, "must ascend from 0")
        let groups = ageGroupCutsHours.edges(clock, process)
        try require(
          groups.first == 0 && Set(groups).isSubset(of: cuts)
            && zip(groups, groups.dropFirst()).allSatisfy { $0 < $1 },
          "ageGroupCutsHours." + name,
          "must ascend from 0 and be edges of ageCutsHours")
      }
    }
    let order = Level.allCases.filter(levels.contains)
    try require(
      levels.contains(.pool) && levels == order, "levels",
      "must hold pool and keep the order region, zone, pool, pool-age")
    try require(
      spread.minimum > 0 && spread.minimum < spread.maximum
        && spread.points >= 2,
      "spread", "needs 0 < minimum < maximum and at least 2 points")
    try require(
      recentLosses.halfLivesHours.allSatisfy { $0 > 0 }
        && recentLosses.priorEvents.allSatisfy { $0 > 0 },
      "recentLosses", "candidates must be above 0")
    if let memory {
      try require(
        memory.minimumLosses > 0 && memory.residualShape > 0, "memory",
        "needs numbers above 0")
    }
    if let waves {
      try require(
        !waves.factors.isEmpty && waves.factors.allSatisfy { $0 > 1 }
          && !waves.meanGapHours.isEmpty && !waves.meanHours.isEmpty
          && (waves.meanGapHours + waves.meanHours).allSatisfy { $0 > 0 },
        "waves", "needs candidates: factors above 1, hours above 0")
    }
    if let calendar {
      try require(
        calendar.steadyProbability > 0 && calendar.steadyProbability < 1
          && calendar.monthlyDeviation > 0 && calendar.monthlyDeviation < 10
          && calendar.knotDays > 0 && calendar.knotDays <= 366,
        "calendar",
        "needs a steadyProbability inside (0, 1), a monthlyDeviation above 0, "
          + "1 to 366 knotDays")
    }
    try require(
      sharedShock.priorShare > 0 && sharedShock.priorShare < 1
        && sharedShock.priorClusters > 0,
      "sharedShock", "needs a share inside (0, 1) and a weight above 0")
    try require(vagueShape > 0, "vagueShape", "must be above 0")
    try require(
      convergence.maximumIterations > 0 && convergence.tolerance > 0
        && convergence.acceptableChange >= convergence.tolerance,
      "convergence", "needs numbers above 0, acceptableChange >= tolerance")
  }

  /// The exposure table of spells, cut as this spec asks.
  ///
  /// - Parameter byHourOfWeek: false sums the hours of the week, whatever the
  ///   spec asks.
  public func exposures(
    from spells: [Spell], byHourOfWeek: Bool = true
  ) -> [Exposure] {
    Spell.Clock.allCases.flatMap { clock in
      Spell.Process.allCases.flatMap { process in
        RiskExposure.exposures(
          from: spells.filter { $0.clock == clock && $0.process == process },
          cutAtHours: ageCutsHours.edges(clock, process),
          splitByHourOfWeek: byHourOfWeek
            && (clock == .probe ? hourOfWeek.probe : hourOfWeek.instance))
      }
    }
  }
}
