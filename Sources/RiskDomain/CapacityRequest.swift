/// A request for capacity as the cloud's own log tells it.
///
/// Beside the user's launch log (`LaunchAttempt`), which knows the job, this
/// is what CloudTrail, spot requests and operations say. A request that is
/// polled again later is completed by what it came to.
///
/// Key: provider and request id.
public struct CapacityRequest: Hashable, Sendable, Codable {
  /// Why a request was not granted.
  public enum Refusal: String, Sendable, Codable, CaseIterable {
    /// The provider had none: an observation of the pool.
    case noCapacity = "no-capacity"
    /// The user's highest price lay below the market: says nothing of
    /// capacity.
    case priceTooLow = "price-too-low"
    /// Quotas, rights, wrong parameters: says nothing of the pool.
    case other
  }

  public var provider: PoolID.Provider
  /// The cloud's own id of the request, call or operation.
  public var requestID: String
  public var requestedAt: UTCInstant
  /// As asked for; nil when the source does not say.
  public var zone, region: String?
  public var instanceType: String?
  public var os: String?
  public var market: Market?
  /// When it was granted; nil while it waits and when it was refused.
  public var grantedAt: UTCInstant?
  /// Where it was granted, known with `grantedAt` and not before.
  public var grantedZone: String?
  /// When it was first seen refused or still waiting.
  public var refusedAt: UTCInstant?
  public var refusal: Refusal?
  /// The cloud's word for the refusal, "InsufficientInstanceCapacity".
  public var code: String?
  public var origin: RowOrigin

  public init(
    provider: PoolID.Provider, requestID: String, requestedAt: UTCInstant,
    zone: String?, region: String?, instanceType: String?, os: String? = nil,
    market: Market?, grantedAt: UTCInstant? = nil,
    grantedZone: String? = nil, refusedAt: UTCInstant? = nil,
    refusal: Refusal? = nil,
    code: String? = nil, origin: RowOrigin
  ) {
    self.provider = provider
    self.requestID = requestID
    self.requestedAt = requestedAt
    self.zone = zone
    self.region = region
    self.instanceType = instanceType
    self.os = os
    self.market = market
    self.grantedAt = grantedAt
    self.grantedZone = grantedZone
    self.refusedAt = refusedAt
    self.refusal = refusal
    self.code = code
    self.origin = origin
  }
}

extension CapacityRequest {
  /// The pool that gave or refused; the region's name stands where no zone is
  /// known, and nil where the type is unknown.
  public var pool: PoolID? {
    guard let instanceType, let zone = grantedZone ?? zone ?? region else {
      return nil
    }
    return PoolID(
      provider: provider, zone: zone, instanceType: instanceType,
      os: os ?? "linux")
  }
}
