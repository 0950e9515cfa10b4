import RiskDomain

/// Which field of a price row without names holds what.
///
/// `--output text` and `--query` drop the names and let the user choose the
/// order, so each field is told by its form: a zone, a type, a product, a
/// price, a time.
struct SpotPriceColumns: Hashable {
  /// What a field can be.
  enum Role: Int, CaseIterable {
    case zone, zoneID, instanceType, product, price, time
  }

  /// Positions by role; -1 where the row has no such field.
  private var positions = [Int](repeating: -1, count: Role.allCases.count)

  /// Judges one row; nil when its fields are no price.
  ///
  /// A price row has at least a price and a time, nothing twice and nothing
  /// else but a tag in front.
  init?(_ fields: [ArraySlice<UInt8>]) {
    guard (3...7).contains(fields.count) else { return nil }
    for (position, field) in fields.enumerated() {
      guard let role = Self.role(field) else {
        guard position == 0, Self.isTag(field) else { return nil }
        continue
      }
      guard !has(role) else { return nil }
      positions[role.rawValue] = position
    }
    guard has(.price), has(.time), has(.instanceType) || hasZone else {
      return nil
    }
  }

  func has(_ role: Role) -> Bool { positions[role.rawValue] >= 0 }

  /// True when a zone's name or id is there.
  var hasZone: Bool { has(.zone) || has(.zoneID) }

  /// The field of a role; nil when the row has none.
  func field(
    _ role: Role, of fields: [ArraySlice<UInt8>]
  ) -> ArraySlice<UInt8>? {
    let position = positions[role.rawValue]
    return fields.indices.contains(position) ? fields[position] : nil
  }

  /// `SPOTPRICEHISTORY` of the CLI, `SPOTINSTANCEPRICE` of the legacy tools.
  static func isTag(_ field: ArraySlice<UInt8>) -> Bool {
    field.matches("SPOTPRICEHISTORY") || field.matches("SPOTINSTANCEPRICE")
  }

  private static func role(_ field: ArraySlice<UInt8>) -> Role? {
    guard let first = field.first, field.count <= 64 else { return nil }
    if first >= 48, first <= 57 {
      if (try? DecimalNumber(parsing: field)) != nil { return .price }
      // "2026-01-14…": what follows is judged row by row.
      let isTime =
        field.count > 10 && field[field.startIndex + 4] == UInt8(ascii: "-")
      return isTime ? .time : nil
    }
    if (try? AWSSpotPriceHistory.operatingSystem(field)) != nil {
      return .product
    }
    let text = Fields.text(field)
    if AWSZoneID.region(text) != nil { return .zoneID }
    if isZoneName(field) { return .zone }
    return isInstanceType(field) ? .instanceType : nil
  }

  /// `us-east-1a`, `us-west-2-lax-1a`, `us-east-1-wl1-bos-wlz-1`.
  private static func isZoneName(_ field: ArraySlice<UInt8>) -> Bool {
    let parts = field.split(separator: UInt8(ascii: "-"))
    guard parts.count >= 3, parts[0].count >= 2, parts[0].count <= 4,
      field.allSatisfy({ isLower($0) || isDigit($0) || $0 == 45 }),
      let last = parts.last?.last
    else { return false }
    return parts.contains { $0.first.map(isDigit) ?? false }
      && (isLower(last) || parts.count > 4)
  }

  /// `p3dn.24xlarge`, `u-6tb1.56xlarge`.
  private static func isInstanceType(_ field: ArraySlice<UInt8>) -> Bool {
    let parts = field.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.allSatisfy { isLower($0) || isDigit($0) || $0 == 45 }
      } && field.first.map(isLower) == true
  }

  private static func isLower(_ byte: UInt8) -> Bool {
    byte >= 97 && byte <= 122
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= 48 && byte <= 57
  }
}
