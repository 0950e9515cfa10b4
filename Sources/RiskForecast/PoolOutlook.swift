public import RiskDomain
public import RiskModels

/// What is known of one pool at one moment: state, hazards, prices, evidence.
///
/// The only thing that decisions take from models and data.
public struct PoolOutlook: Hashable, Sendable, Codable {
  /// Whether an instance could be had at `asOf`.
  public enum State: String, Sendable, Codable { case up, down, unknown }

  /// What a number rests on.
  public enum Evidence: String, Sendable, Codable {
    /// The pool's own events or enough of its own hours.
    case own
    /// Sibling pools of its zone, region, family or provider.
    case pooled
    /// Only what is known of spot capacity at large.
    case prior
    /// Nothing: numbers are nil and `reason` says why.
    case none
  }

  /// A piecewise hazard and how sure it is: hazard = mean × G with
  /// G ~ Gamma(shape, rate shape), so that E G = 1.
  public struct UncertainHazard: Hashable, Sendable, Codable {
    /// Posterior mean, per instance (for a pool watched by probes: per pool).
    public var mean: PiecewiseHazard
    /// Shape of the multiplier's gamma posterior, > 0; large = sure.
    public var multiplierShape: Double

    public init(mean: PiecewiseHazard, multiplierShape: Double) {
      self.mean = mean
      self.multiplierShape = multiplierShape
    }
  }

  /// A price per instance-hour, weighted by time.
  public struct PriceOutlook: Hashable, Sendable, Codable {
    /// In force at `asOf`.
    public var currentUSDPerHour: Double
    /// Expected over the next hours; equals the current one for pools whose
    /// price does not move.
    public var expectedUSDPerHour: Double
    /// 90 % band over the history used.
    public var lowUSDPerHour, highUSDPerHour: Double
    /// One of "history", "catalog", "job".
    public var source: String

    public init(
      currentUSDPerHour: Double, expectedUSDPerHour: Double,
      lowUSDPerHour: Double, highUSDPerHour: Double, source: String
    ) {
      self.currentUSDPerHour = currentUSDPerHour
      self.expectedUSDPerHour = expectedUSDPerHour
      self.lowUSDPerHour = lowUSDPerHour
      self.highUSDPerHour = highUSDPerHour
      self.source = source
    }
  }

  public var pool: PoolID
  public var asOf: UTCInstant
  public var state: State
  /// Hours for which the pool has been in `state`; nil when unknown.
  public var stateAgeHours: Double?
  /// True when the start of the state was not seen.
  public var stateAgeIsLowerBound: Bool
  public var evidence: Evidence
  /// Losses and instance-hours of the pool itself.
  public var interruptions: Int
  public var hoursAtRisk: Double
  /// The clock that the loss hazard's ages run on.
  public var clock: Spell.Clock?
  /// up → down; nil when evidence is none.
  public var loss: UncertainHazard?
  /// down → up, by hours of waiting; nil when nothing was seen of it.
  public var acquisition: UncertainHazard?
  /// P(one launch attempt succeeds at once) where only attempts are known.
  public var attemptSuccess: Double?
  /// Multiplier of the loss hazard by hour of the week in UTC; 168 entries
  /// with exposure-weighted mean 1, or nil when no effect is detectable.
  public var hourOfWeekMultiplier: [Double]?
  /// P(the region is in a surge), and what that makes of the hazard ahead; nil
  /// where no surges are told.
  public var surge: Surge?

  /// A region's state and the factors on the long-run hazard that follow.
  public struct Surge: Hashable, Sendable, Codable {
    public var probability: Double
    /// Hours ahead at which a stretch ends, ascending, and its mean factor;
    /// beyond the last one it is 1.
    public var untilHours, factors: [Double]

    init(_ filter: WaveFilter, asOf instant: UTCInstant) {
      probability = filter.probability(asOf: instant)
      untilHours = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72]
      let now = probability
      factors = zip([0] + untilHours, untilHours).map {
        filter.model.meanFactor(now, fromHours: $0, untilHours: $1)
      }
    }
  }
  /// Share of a member's hazard that hits the whole gang at once, 0...1:
  /// any-loss hazard of n instances = h · (share + (1 − share) · n), where
  /// `gang` does not say more.
  public var sharedShockShare: Double
  /// How instances of the pool fall together, where losses tell.
  public var gang: GangBelief?
  /// How requests of many at once fare against those seen.
  public var requests: GangRequests.Outlook?
  public var spotPrice: PriceOutlook?
  public var onDemandPerHour: Double?
  /// Why numbers are nil; nil when none are.
  public var reason: String?
  /// Whether the pool was watched by nothing that records losses, or by
  /// nothing of late: `reason` says which.
  public private(set) var isSilent = false

  public init(
    pool: PoolID, asOf: UTCInstant, state: State = .unknown,
    stateAgeHours: Double? = nil, stateAgeIsLowerBound: Bool = false,
    evidence: Evidence, interruptions: Int = 0, hoursAtRisk: Double = 0,
    clock: Spell.Clock? = nil, loss: UncertainHazard? = nil,
    acquisition: UncertainHazard? = nil, attemptSuccess: Double? = nil,
    hourOfWeekMultiplier: [Double]? = nil, sharedShockShare: Double = 1,
    gang: GangBelief? = nil, requests: GangRequests.Outlook? = nil,
    spotPrice: PriceOutlook? = nil, onDemandPerHour: Double? = nil,
    reason: String? = nil
  ) {
    self.pool = pool
    self.asOf = asOf
    self.state = state
    self.stateAgeHours = stateAgeHours
    self.stateAgeIsLowerBound = stateAgeIsLowerBound
    self.evidence = evidence
    self.interruptions = interruptions
    self.hoursAtRisk = hoursAtRisk
    self.clock = clock
    self.loss = loss
    self.acquisition = acquisition
    self.attemptSuccess = attemptSuccess
    self.hourOfWeekMultiplier = hourOfWeekMultiplier
    self.sharedShockShare = sharedShockShare
    self.gang = gang
    self.requests = requests
    self.spotPrice = spotPrice
    self.onDemandPerHour = onDemandPerHour
    self.reason = reason
    surge = nil
  }

  /// Takes back what is said of losses and of the state.
  mutating func silence(_ reason: String) {
    (state, stateAgeHours, stateAgeIsLowerBound) = (.unknown, nil, false)
    (evidence, clock, loss, surge, gang) = (.none, nil, nil, nil, nil)
    (interruptions, hoursAtRisk, hourOfWeekMultiplier) = (0, 0, nil)
    self.reason = reason
    isSilent = true
  }

  /// Loss hazard of a gang of which any loss counts.
  public func anyLoss(gangSize: Int) -> UncertainHazard? {
    guard let loss else { return nil }
    let events = belief.events(size: gangSize)
    // A sure number of events leaves the shape as it is, to the last bit.
    let shape =
      events.relativeVariance == 0
      ? loss.multiplierShape
      : 1 / (1 / loss.multiplierShape + events.relativeVariance)
    return UncertainHazard(
      mean: loss.mean.scaled(by: events.mean), multiplierShape: shape)
  }

  /// How instances of the pool fall together.
  var belief: GangBelief {
    gang ?? GangBelief(shock: GangShock(share: sharedShockShare, whole: 1))
  }

  /// The share of shocks that take all which gives a gang of this size its
  /// number of losses.
  public func sharedShockShare(gangSize: Int) -> Double {
    gang?.wholeShare(size: gangSize) ?? sharedShockShare
  }

  /// What is known of getting so many instances at once.
  public func obtaining(gangSize: Int) -> PoolOutlook {
    guard let requests, clock != .probe else { return self }
    var outlook = self
    outlook.attemptSuccess = requests.success(size: gangSize)
    if let acquisition {
      outlook.acquisition = UncertainHazard(
        mean: acquisition.mean.scaled(by: requests.factor(size: gangSize)),
        multiplierShape: acquisition.multiplierShape)
    }
    outlook.requests = nil
    return outlook
  }
}
