import RiskDomain

/// What names of zones and machine types look like.
///
/// A file whose columns change half-way puts a type where a zone belongs: such
/// a row would make a pool that nobody can rent.
enum PoolShape {
  /// Words by which tools write that there is no value.
  ///
  /// A name that is one of them is no name.
  static func saysNothing(_ field: ArraySlice<UInt8>) -> Bool {
    guard field.count <= 4 else { return false }
    return field.allSatisfy(isBlankByte) || field.matches("NULL")
      || field.matches("null")
      || field.matches("Null") || field.matches("None")
      || field.matches("N/A") || field.matches("n/a") || field.matches("-")
  }

  static func saysNothing(_ text: String) -> Bool {
    text.utf8.count <= 4 && saysNothing(Array(text.utf8)[...])
  }

  /// A name without the blanks around it.
  static func trimmed(_ text: String) -> String {
    guard text.utf8.first == 0x20 || text.utf8.last == 0x20 else {
      return text
    }
    let inner = text.drop { $0 == " " }
    let end = inner.lastIndex { $0 != " " }
    return end.map { String(inner[...$0]) } ?? ""
  }

  /// A machine type of AWS as its own lists write it.
  static func awsType(_ text: String) -> String {
    let text = trimmed(text)
    return text.utf8.contains { $0 >= 65 && $0 <= 90 }
      ? text.lowercased() : text
  }

  /// A machine type as its cloud's own lists write it.
  static func type(_ text: String, _ provider: PoolID.Provider) -> String {
    switch provider {
    case .aws, .gcp: awsType(text)
    case .azure: AzureSize.canonical(trimmed(text))
    }
  }

  /// Why a pool's names have not the shape of names; nil when they have.
  static func problem(in pool: PoolID) -> RowProblem? {
    if !isPlace(pool.zone, pool.provider) {
      return RowProblem(
        column: "zone", value: pool.zone,
        reason: "'\(pool.zone.prefix(60))' is not a zone or region of "
          + "\(pool.provider.rawValue)")
    }
    if !isType(pool.instanceType, pool.provider) {
      return RowProblem(
        column: "instanceType", value: pool.instanceType,
        reason: "'\(pool.instanceType.prefix(60))' is not a machine type of "
          + "\(pool.provider.rawValue)")
    }
    return nil
  }

  /// A zone, an AZ id or a region.
  ///
  /// AWS: `us-east-1a`, `us-west-2-lax-1a`, `us-east-1-wl1-bos-wlz-1`,
  /// `us-gov-west-1`, `use1-az4`; Google: `us-central1-a`, `us-central1`;
  /// Azure: `eastus2`, `eastus2-1`.
  private static func isPlace(
    _ text: String, _ provider: PoolID.Provider
  ) -> Bool {
    let parts = text.utf8.split(
      separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let first = parts.first, first.first.map(isLower) == true,
      parts.allSatisfy({ $0.first != nil && $0.allSatisfy(isWord) })
    else { return false }
    switch provider {
    case .aws:
      if parts.count == 2 || parts.last?.starts(with: "az".utf8) == true {
        return first.contains(where: isDigit)
          && parts.last?.starts(with: "az".utf8) == true
      }
      return parts.count >= 3 && first.allSatisfy(isLower)
        && parts[1].allSatisfy(isLower)
        && parts.dropFirst(2).contains { $0.first.map(isDigit) == true }
    case .gcp:
      return (2...3).contains(parts.count) && first.allSatisfy(isLower)
        && parts[1].first.map(isLower) == true
        && parts[1].last.map(isDigit) == true
        && (parts.count == 2
          || parts[2].count == 1 && parts[2].allSatisfy(isLower))
    case .azure:
      return parts.count == 1
        || parts.count == 2 && parts[1].allSatisfy(isDigit)
    }
  }

  /// A machine type: `p4d.24xlarge`, `a2-highgpu-1g`, `n1-standard-8+t4x1`,
  /// `Standard_NC24ads_A100_v4`.
  private static func isType(
    _ text: String, _ provider: PoolID.Provider
  ) -> Bool {
    switch provider {
    case .aws:
      let parts = text.utf8.split(
        separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      return (2...3).contains(parts.count)
        && text.utf8.first.map(isLower) == true
        && parts.allSatisfy { part in
          part.first.map(isWord) == true
            && part.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
        }
    case .gcp:
      return text.utf8.contains(UInt8(ascii: "-"))
        && text.utf8.first.map(isLower) == true && !isPlace(text, .gcp)
        && text.utf8.allSatisfy {
          isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
        }
    case .azure:
      return text.utf8.contains(UInt8(ascii: "_"))
        && text.utf8.allSatisfy {
          isWord($0 | 0x20) || $0 == UInt8(ascii: "_")
            || $0 == UInt8(ascii: "-")
        }
    }
  }

  private static func isLower(_ byte: UInt8) -> Bool {
    byte >= 97 && byte <= 122
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= 48 && byte <= 57
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    isLower(byte) || isDigit(byte)
  }
}
