/// A price of a whole region as a cloud lists it, from an instant on.
///
/// Holds for every zone of the region. Key: provider, region, type, operating
/// system, market, term and instant. Two prices of one key keep the higher
/// one, whatever order they come in.
public struct ListPrice: Hashable, Sendable, Codable {
  public var provider: PoolID.Provider
  public var region: String
  public var instanceType: String
  public var os: String
  /// `.onDemand`, `.spot`, or `.reserved` for a commitment.
  public var market: Market
  /// Length of the commitment; 0 without one.
  public var termMonths: Int
  public var from: UTCInstant
  /// When the list says that the price ends; nil while it is open.
  public var until: UTCInstant?
  /// Per instance-hour; of a commitment the whole price spread over its hours.
  public var pricePerHour: MicroUSD
  public var origin: RowOrigin

  public init(
    provider: PoolID.Provider, region: String, instanceType: String,
    os: String = "linux", market: Market, termMonths: Int = 0,
    from: UTCInstant, until: UTCInstant? = nil, pricePerHour: MicroUSD,
    origin: RowOrigin
  ) {
    self.provider = provider
    self.region = region
    self.instanceType = instanceType
    self.os = os
    self.market = market
    self.termMonths = termMonths
    self.from = from
    self.until = until
    self.pricePerHour = pricePerHour
    self.origin = origin
  }
}
