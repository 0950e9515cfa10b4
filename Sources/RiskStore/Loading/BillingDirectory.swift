import GRDB
import RiskDomain

/// What a line of a bill is about: a machine, or a kind of charge.
struct BillingSubject: Hashable {
  var kind: String
  var zone, region, instanceType, os: String?
  var market: Market?
  var reservationID: String?
  /// "ms" for instance-time.
  var unit: String
  var currency: String

  init(_ usage: BillingUsage) {
    let machine = usage.machine
    kind = "usage"
    (zone, region) = (machine.zone, machine.region)
    (instanceType, os) = (machine.instanceType, machine.os)
    (market, reservationID) = (machine.market, machine.reservationID)
    unit = "ms"
    currency = usage.amounts.currency
  }

  init(_ charge: BillingCharge) {
    kind = charge.kind.rawValue
    region = charge.region
    instanceType = charge.instanceType
    reservationID = charge.reservationID
    unit = charge.unit
    currency = charge.amounts.currency
  }
}

/// Who was billed: a resource by its id, else by the labels of the line.
struct BillingResource: Hashable {
  var id: String
  var withoutID: String

  init(id: String, withoutID: String) {
    self.id = id
    self.withoutID = withoutID
  }

  init(id: String?, labels: BillingLabels) {
    self.init(id: id ?? "", withoutID: id == nil ? labels.json : "")
  }
}

/// Row ids of deliveries, subjects, resources and labels during one write.
struct BillingDirectory {
  private var deliveries: NumberedNames<BillingDelivery>
  private var subjects: NumberedNames<BillingSubject>
  private var resources: NumberedNames<BillingResource>
  private var labels: NumberedNames<BillingLabels>

  init(_ db: Database) throws {
    deliveries = try NumberedNames(
      db,
      insert: """
        INSERT INTO billing_delivery (
          provider, account, period_start_ms, format, version, is_final)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING
        """,
      find: """
        SELECT delivery_id FROM billing_delivery
        WHERE provider = ?1 AND account = ?2 AND period_start_ms = ?3
          AND format = ?4 AND version = ?5 AND is_final = ?6
        """,
      bind: { delivery, statement in
        statement.bind(delivery.provider.rawValue, at: 1)
        statement.bind(delivery.account, at: 2)
        statement.bind(delivery.periodStart.unixMilliseconds, at: 3)
        statement.bind(delivery.format, at: 4)
        statement.bind(delivery.version, at: 5)
        statement.bind(delivery.isFinal ? 1 : 0, at: 6)
      })
    subjects = try NumberedNames(
      db,
      insert: """
        INSERT INTO billing_subject (
          kind, zone, region, instance_type, os, market, reservation_id,
          unit, currency)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING
        """,
      find: """
        SELECT subject_id FROM billing_subject
        WHERE kind = ?1 AND ifnull(zone, '') = ifnull(?2, '')
          AND ifnull(region, '') = ifnull(?3, '')
          AND ifnull(instance_type, '') = ifnull(?4, '')
          AND ifnull(os, '') = ifnull(?5, '')
          AND ifnull(market, '') = ifnull(?6, '')
          AND ifnull(reservation_id, '') = ifnull(?7, '')
          AND unit = ?8 AND currency = ?9
        """,
      bind: { subject, statement in
        statement.bind(subject.kind, at: 1)
        statement.bind(optional: subject.zone, at: 2)
        statement.bind(optional: subject.region, at: 3)
        statement.bind(optional: subject.instanceType, at: 4)
        statement.bind(optional: subject.os, at: 5)
        statement.bind(optional: subject.market?.rawValue, at: 6)
        statement.bind(optional: subject.reservationID, at: 7)
        statement.bind(subject.unit, at: 8)
        statement.bind(subject.currency, at: 9)
      })
    resources = try NumberedNames(
      db,
      insert: """
        INSERT INTO billing_resource (resource_id, without_id)
        VALUES (?1, ?2) ON CONFLICT DO NOTHING
        """,
      find: """
        SELECT resource_ref FROM billing_resource
        WHERE resource_id = ?1 AND without_id = ?2
        """,
      bind: { resource, statement in
        statement.bind(resource.id, at: 1)
        statement.bind(resource.withoutID, at: 2)
      })
    labels = try NumberedNames(
      db,
      insert: """
        INSERT INTO billing_labels (json) VALUES (?1) ON CONFLICT DO NOTHING
        """, find: "SELECT labels_id FROM billing_labels WHERE json = ?1",
      bind: { labels, statement in statement.bind(labels.json, at: 1) })
  }

  mutating func id(_ delivery: BillingDelivery) throws -> Int64 {
    try deliveries.id(delivery)
  }
  mutating func id(_ subject: BillingSubject) throws -> Int64 {
    try subjects.id(subject)
  }
  mutating func id(_ resource: BillingResource) throws -> Int64 {
    try resources.id(resource)
  }
  mutating func id(_ set: BillingLabels) throws -> Int64 {
    try labels.id(set)
  }
}
