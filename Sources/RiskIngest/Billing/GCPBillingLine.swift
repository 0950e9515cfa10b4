import RiskDomain

/// One row of the export, whatever it was written as.
struct GCPBillingLine {
  typealias Field = ArraySlice<UInt8>

  /// A credit: its amount, below 0 as a rule, and its type.
  struct Credit {
    var amount: Field
    var type: String
  }

  var line: Int
  var account, service, skuID, sku, start, end: Field?
  var project, region, zone, exportTime, cost, currency: Field?
  var listCost, amount, unit, pricingAmount, pricingUnit: Field?
  var invoiceMonth, costType, resource: Field?
  var labels: [(key: String, value: String)] = []
  var systemLabels: [(key: String, value: String)] = []
  var credits: [Credit] = []
}

/// The columns of a flattened export.
struct GCPBillingColumns {
  private let places: HeaderPlaces

  init(header: [String]) { places = HeaderPlaces(header) { $0 } }

  func line(_ row: CSVRow) throws(RowProblem) -> GCPBillingLine {
    func field(_ name: String) -> ArraySlice<UInt8>? {
      guard let place = places.first(name) else { return nil }
      let field = row.field(place)
      return field.isEmpty ? nil : field
    }
    func pairs(
      _ name: String
    ) throws(RowProblem) -> [(key: String, value: String)] {
      try list(name).compactMap { members in
        guard let key = members["key"], let value = members["value"] else {
          return nil
        }
        return (key, value)
      }
    }
    func list(_ name: String) throws(RowProblem) -> [[String: String]] {
      guard let field = field(name) else { return [] }
      guard let list = LiteralList.parse(field) else {
        throw RowProblem(
          column: name, value: Fields.text(field),
          reason: "'\(Fields.text(field).prefix(40))' is no list")
      }
      return list
    }
    return GCPBillingLine(
      line: row.line, account: field("billing_account_id"),
      service: field("service.description"), skuID: field("sku.id"),
      sku: field("sku.description"), start: field("usage_start_time"),
      end: field("usage_end_time"), project: field("project.id"),
      region: field("location.region"), zone: field("location.zone"),
      exportTime: field("export_time"), cost: field("cost"),
      currency: field("currency"), listCost: field("cost_at_list"),
      amount: field("usage.amount"), unit: field("usage.unit"),
      pricingAmount: field("usage.amount_in_pricing_units"),
      pricingUnit: field("usage.pricing_unit"),
      invoiceMonth: field("invoice.month"), costType: field("cost_type"),
      resource: field("resource.name"), labels: try pairs("labels"),
      systemLabels: try pairs("system_labels"),
      credits: try list("credits").map {
        .init(
          amount: Array(($0["amount"] ?? "0").utf8)[...],
          type: $0["type"] ?? "")
      })
  }
}

/// A record of a nested export.
enum GCPBillingJSON {
  static func line(_ record: JSONText, line: Int) throws -> GCPBillingLine {
    func field(
      _ name: StaticString, of parent: JSONText? = record
    ) throws -> ArraySlice<UInt8>? {
      guard let parent, parent.isObject else { return nil }
      return try parent.member(name)?.scalar
    }
    func pairs(
      _ name: StaticString
    ) throws -> [(key: String, value: String)] {
      guard let list = try record.member(name), list.isArray else { return [] }
      return try list.elements().compactMap { element in
        guard let key = try element.member("key")?.text,
          let value = try element.member("value")?.text
        else { return nil }
        return (key, value)
      }
    }
    let usage = try record.member("usage")
    let sku = try record.member("sku")
    let place = try record.member("location")
    var credits: [GCPBillingLine.Credit] = []
    if let list = try record.member("credits"), list.isArray {
      credits = try list.elements().map { credit in
        .init(
          amount: try credit.member("amount")?.scalar ?? Array("0".utf8)[...],
          type: try credit.member("type")?.text ?? "")
      }
    }
    return GCPBillingLine(
      line: line, account: try field("billing_account_id"),
      service: try field("description", of: record.member("service")),
      skuID: try field("id", of: sku),
      sku: try field("description", of: sku),
      start: try field("usage_start_time"), end: try field("usage_end_time"),
      project: try field("id", of: record.member("project")),
      region: try field("region", of: place),
      zone: try field("zone", of: place),
      exportTime: try field("export_time"), cost: try field("cost"),
      currency: try field("currency"), listCost: try field("cost_at_list"),
      amount: try field("amount", of: usage),
      unit: try field("unit", of: usage),
      pricingAmount: try field("amount_in_pricing_units", of: usage),
      pricingUnit: try field("pricing_unit", of: usage),
      invoiceMonth: try field("month", of: record.member("invoice")),
      costType: try field("cost_type"),
      resource: try field("name", of: record.member("resource")),
      labels: try pairs("labels"), systemLabels: try pairs("system_labels"),
      credits: credits)
  }
}
