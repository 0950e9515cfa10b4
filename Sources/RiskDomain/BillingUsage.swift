/// Instance-time of one resource in one billed interval.
///
/// Key: delivery, resource (without one: labels), usage start, machine and
/// `item`. Lines that differ in `item` alone add up to one interval.
public struct BillingUsage: Hashable, Sendable {
  public var delivery: BillingDelivery
  public var machine: BilledMachine
  /// The instance; nil when the report has no resource ids.
  public var resourceID: String?
  public var usageStart, usageEnd: UTCInstant
  /// Tells lines of one resource, interval and machine apart.
  ///
  /// A digest of what the source itself tells them apart by: line item id,
  /// rate, commitment, meter.
  public var item: Int64
  /// Tells lines of one item in one file apart.
  public var statement: BillingStatement
  /// Of two statements of one key the later one stands; 0 where the source
  /// does not count them.
  public var revision: Int64
  /// Instance-milliseconds used inside [usageStart, usageEnd).
  ///
  /// 0 on a line that bills a part of the machine, such as its memory, whose
  /// time another line states.
  public var usedMilliseconds: Int64
  public var amounts: BilledAmounts
  /// The user's labels by name, for example "job".
  public var labels: BillingLabels
  public var origin: RowOrigin

  public init(
    delivery: BillingDelivery, machine: BilledMachine, resourceID: String?,
    usageStart: UTCInstant, usageEnd: UTCInstant, item: Int64 = 0,
    statement: BillingStatement = .byItem, revision: Int64 = 0,
    usedMilliseconds: Int64, amounts: BilledAmounts,
    labels: BillingLabels, origin: RowOrigin
  ) {
    self.delivery = delivery
    self.machine = machine
    self.resourceID = resourceID
    self.usageStart = usageStart
    self.usageEnd = usageEnd
    self.item = item
    self.statement = statement
    self.revision = revision
    self.usedMilliseconds = usedMilliseconds
    self.amounts = amounts
    self.labels = labels
    self.origin = origin
  }
}

extension BillingUsage {
  public var provider: PoolID.Provider { delivery.provider }
  /// Who pays.
  public var account: String { delivery.account }
  /// nil when the report leaves the zone empty.
  public var zone: String? { machine.zone }
  public var region: String { machine.region }
  public var instanceType: String { machine.instanceType }
  public var os: String { machine.os }
  public var market: Market { machine.market }
  /// As on the invoice; nil in another currency than US dollars.
  public var cost: MicroUSD? { amounts.billedUSD }
}

/// What a billed instance is and how it was bought.
public struct BilledMachine: Hashable, Sendable {
  /// nil when the report leaves the zone empty.
  public var zone: String?
  /// From the zone, else as the report says.
  public var region: String
  public var instanceType: String
  public var os: String
  public var market: Market
  /// The capacity reservation or block that held it; nil without one.
  public var reservationID: String?

  public init(
    zone: String?, region: String, instanceType: String, os: String = "linux",
    market: Market, reservationID: String? = nil
  ) {
    self.zone = zone
    self.region = region
    self.instanceType = instanceType
    self.os = os
    self.market = market
    self.reservationID = reservationID
  }
}
