/// A line that bills no instance-time but belongs to the cost of running.
///
/// Key: delivery, resource (without one: labels), start, kind, place and
/// `item`.
public struct BillingCharge: Hashable, Sendable {
  /// What is billed.
  public enum Kind: String, Sendable, CaseIterable {
    /// Bytes that leave a zone, a region or the cloud.
    case egress
    /// Disks, snapshots, objects and file systems.
    case storage
    /// The up-front fee of a Capacity Block.
    case capacityBlockFee = "capacity-block-fee"
  }

  public var delivery: BillingDelivery
  public var kind: Kind
  /// nil when the line does not say.
  public var region: String?
  /// The machine type of a Capacity Block's fee; nil otherwise.
  public var instanceType: String?
  /// The capacity reservation or block that a fee pays; nil without one.
  public var reservationID: String?
  /// The disk, bucket or instance; nil when the report has no resource ids.
  public var resourceID: String?
  public var start, end: UTCInstant
  /// As in `BillingUsage`.
  public var item: Int64
  /// As in `BillingUsage`.
  public var statement: BillingStatement
  /// Millionths of `unit`; nil when it is not stated or does not fit.
  public var quantityMicro: Int64?
  /// As the source names it, for example "GB-Mo" or "gibibyte"; empty when it
  /// does not.
  public var unit: String
  public var amounts: BilledAmounts
  public var labels: BillingLabels
  public var origin: RowOrigin

  public init(
    delivery: BillingDelivery, kind: Kind, region: String?,
    instanceType: String? = nil, reservationID: String? = nil,
    resourceID: String?, start: UTCInstant, end: UTCInstant, item: Int64,
    statement: BillingStatement = .byItem,
    quantityMicro: Int64?, unit: String, amounts: BilledAmounts,
    labels: BillingLabels, origin: RowOrigin
  ) {
    self.delivery = delivery
    self.kind = kind
    self.region = region
    self.instanceType = instanceType
    self.reservationID = reservationID
    self.resourceID = resourceID
    self.start = start
    self.end = end
    self.item = item
    self.statement = statement
    self.quantityMicro = quantityMicro
    self.unit = unit
    self.amounts = amounts
    self.labels = labels
    self.origin = origin
  }
}
