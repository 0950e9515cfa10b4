import Foundation
import GRDB
import RiskDomain

extension BillingUsage: StoredFact {
  static let table = "billing_usage"
  static let keyColumns = [
    "provider", "account", "period_start_ms", "line_item_id",
    "usage_start_ms",
  ]
  static let valueColumns = [
    "usage_end_ms", "cost_usd_micro", "used_ms", "on_demand_usd_micro",
    "zone", "region", "instance_type", "os", "market", "resource_id",
    "labels",
  ]

  var keyCells: [Cell] {
    [
      .text(provider.rawValue), .text(account), Cell(billingPeriodStart),
      .text(lineItemID), Cell(usageStart),
    ]
  }

  var valueCells: [Cell] {
    [
      Cell(usageEnd), Cell(cost), .integer(usedMilliseconds),
      Cell(onDemandCost), Cell(zone), .text(region), .text(instanceType),
      .text(os), Cell(market), Cell(resourceID),
      .text(LabelText.encode(labels)),
    ]
  }

  /// Of two lines with one key the dearer one stands, as with prices.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow {
    resolveWhole(a, b, earliest: 1)
  }

  init(row: Row, origins: OriginDirectory) throws {
    self.init(
      provider: try row.known("provider"), account: row["account"],
      billingPeriodStart: row.instant("period_start_ms"),
      lineItemID: row["line_item_id"],
      usageStart: row.instant("usage_start_ms"),
      usageEnd: row.instant("usage_end_ms"), zone: row["zone"],
      region: row["region"], instanceType: row["instance_type"],
      os: row["os"], market: try row.known("market"),
      resourceID: row["resource_id"], usedMilliseconds: row["used_ms"],
      cost: MicroUSD(rawValue: row["cost_usd_micro"]),
      onDemandCost: (row["on_demand_usd_micro"] as Int64?).map {
        MicroUSD(rawValue: $0)
      },
      labels: try LabelText.decode(row["labels"]),
      origin: try origins.origin(of: row))
  }
}

/// Labels as one JSON object with sorted names: one text per dictionary.
enum LabelText {
  static func encode(_ labels: [String: String]) -> String {
    if labels.isEmpty { return "{}" }
    let members = labels.sorted {
      $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }.map { quoted($0.key) + ":" + quoted($0.value) }
    return "{" + members.joined(separator: ",") + "}"
  }

  static func decode(_ text: String) throws -> [String: String] {
    if text == "{}" { return [:] }
    return try JSONDecoder().decode(
      [String: String].self, from: Data(text.utf8))
  }

  /// A JSON string after RFC 8259, section 7.
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain { return "\"" + text + "\"" }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result +=
          "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
