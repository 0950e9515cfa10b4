public import RiskDomain

/// One line of a forecast: one pool at one moment.
///
/// Keys and meaning are those of the contract; a nil is written as null,
/// except `ageIsLowerBound` and `reason`, which are left out.
public struct ForecastRow: Hashable, Sendable {
  public var asOf: UTCInstant
  public var pool: PoolID
  public var region: String
  public var state: PoolOutlook.State
  public var ageHours: Double
  public var ageIsLowerBound: Bool
  /// Ascending or as asked for; m entries.
  public var aheadHours: [Double]
  /// P(not interrupted within aheadHours), and its band; m entries each, nil
  /// when nothing is known.
  public var survival: [Double?]
  public var survivalLow: [Double?]
  public var survivalHigh: [Double?]
  /// Probability inside the band.
  public var level: Double
  /// P(a launch attempted from asOf on succeeds within aheadHours), m entries.
  public var obtain: [Double?]
  /// The pool's own.
  public var interruptions: Int
  public var hoursAtRisk: Double
  public var evidence: PoolOutlook.Evidence
  /// Spot, per instance-hour in USD.
  public var pricePerHour: Double?
  public var onDemandPerHour: Double?
  /// Of the spot price; nil where no price is stored.
  public var priceForecast: PriceForecast?
  /// Price with the time that restarts cost, per instance-hour in USD.
  public var effectivePerHour: Double?
  /// P(the region is in a surge of losses); nil where none are told.
  public var surgeProbability: Double?
  /// How many of a gang are lost; nil for one instance, and where only probes
  /// tell of the pool.
  public var gang: GangOutlook?
  public var reason: String?
}

extension ForecastRow: Encodable {
  private enum Key: String, CodingKey {
    case asOf, pool, provider, region, zone, instanceType, state, ageHours
    case ageIsLowerBound, aheadHours, survival, survivalLow, survivalHigh
    case level, obtain, interruptions, hoursAtRisk, evidence, pricePerHour
    case onDemandPerHour, effectivePerHour, surgeProbability
    case priceForecast
    case gang, reason
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(asOf, forKey: .asOf)
    try values.encode(pool, forKey: .pool)
    try values.encode(pool.provider, forKey: .provider)
    try values.encode(region, forKey: .region)
    try values.encode(pool.zone, forKey: .zone)
    try values.encode(pool.instanceType, forKey: .instanceType)
    try values.encode(state, forKey: .state)
    try values.encode(ageHours, forKey: .ageHours)
    if ageIsLowerBound { try values.encode(true, forKey: .ageIsLowerBound) }
    try values.encode(aheadHours, forKey: .aheadHours)
    try values.encode(survival, forKey: .survival)
    try values.encode(survivalLow, forKey: .survivalLow)
    try values.encode(survivalHigh, forKey: .survivalHigh)
    try values.encode(level, forKey: .level)
    try values.encode(obtain, forKey: .obtain)
    try values.encode(interruptions, forKey: .interruptions)
    try values.encode(hoursAtRisk, forKey: .hoursAtRisk)
    try values.encode(evidence, forKey: .evidence)
    try values.encode(pricePerHour, forKey: .pricePerHour)
    try values.encode(onDemandPerHour, forKey: .onDemandPerHour)
    try values.encode(effectivePerHour, forKey: .effectivePerHour)
    try values.encodeIfPresent(priceForecast, forKey: .priceForecast)
    try values.encodeIfPresent(surgeProbability, forKey: .surgeProbability)
    try values.encodeIfPresent(gang, forKey: .gang)
    try values.encodeIfPresent(reason, forKey: .reason)
  }
}

extension ForecastRow: Decodable {
  /// Reads a row as it was written; region, zone and type follow from the pool.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let pool = try values.decode(PoolID.self, forKey: .pool)
    self.init(
      asOf: try values.decode(UTCInstant.self, forKey: .asOf), pool: pool,
      region: pool.region,
      state: try values.decode(PoolOutlook.State.self, forKey: .state),
      ageHours: try values.decode(Double.self, forKey: .ageHours),
      ageIsLowerBound: try values.decodeIfPresent(
        Bool.self, forKey: .ageIsLowerBound) ?? false,
      aheadHours: try values.decode([Double].self, forKey: .aheadHours),
      survival: try values.decode([Double?].self, forKey: .survival),
      survivalLow: try values.decode([Double?].self, forKey: .survivalLow),
      survivalHigh: try values.decode([Double?].self, forKey: .survivalHigh),
      level: try values.decode(Double.self, forKey: .level),
      obtain: try values.decode([Double?].self, forKey: .obtain),
      interruptions: try values.decode(Int.self, forKey: .interruptions),
      hoursAtRisk: try values.decode(Double.self, forKey: .hoursAtRisk),
      evidence: try values.decode(
        PoolOutlook.Evidence.self, forKey: .evidence),
      pricePerHour: try values.decodeIfPresent(
        Double.self, forKey: .pricePerHour),
      onDemandPerHour: try values.decodeIfPresent(
        Double.self, forKey: .onDemandPerHour),
      priceForecast: try values.decodeIfPresent(
        PriceForecast.self, forKey: .priceForecast),
      effectivePerHour: try values.decodeIfPresent(
        Double.self, forKey: .effectivePerHour),
      surgeProbability: try values.decodeIfPresent(
        Double.self, forKey: .surgeProbability),
      gang: try values.decodeIfPresent(GangOutlook.self, forKey: .gang),
      reason: try values.decodeIfPresent(String.self, forKey: .reason))
  }
}
