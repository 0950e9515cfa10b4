/// A published Capacity Block rate, from an instant on.
///
/// Key: place, type and instant. Two rates of one key keep the higher one.
public struct CapacityBlockRate: Hashable, Sendable, Codable {
  /// A region, or the Local Zone that the table names.
  public var place: String
  /// An instance type, or an UltraServer ("u-p6e-gb200x72").
  public var instanceType: String
  public var from: UTCInstant
  /// Of the whole instance or UltraServer, without an operating-system fee.
  public var pricePerHour: MicroUSD
  public var origin: RowOrigin

  public init(
    place: String, instanceType: String, from: UTCInstant,
    pricePerHour: MicroUSD, origin: RowOrigin
  ) {
    self.place = place
    self.instanceType = instanceType
    self.from = from
    self.pricePerHour = pricePerHour
    self.origin = origin
  }
}
