/// Matching of GPU names as people write them with canonical names.
public enum GPUName {
  /// Whether a name means an accelerator of the catalog.
  ///
  /// Case and `_` or blanks against `-` do not matter. A name without memory
  /// ("A100") means every size; "V100-16GB" means "v100" with 16 GB.
  public static func matches(
    _ written: String, accelerator: String, vramGB: Double?
  ) -> Bool {
    let left = split(written)
    let right = split(accelerator)
    guard left.base == right.base else { return false }
    guard let wanted = left.memoryGB else { return true }
    guard let memory = right.memoryGB ?? vramGB else { return false }
    // Makers round: 80 GB is sold as 79.6 GiB and the like.
    return abs(wanted - memory) <= 0.05 * wanted
  }

  /// Whether two names that people wrote may mean the same GPU.
  static func mean(_ left: String, _ right: String) -> Bool {
    matches(left, accelerator: right, vramGB: nil)
      || matches(right, accelerator: left, vramGB: nil)
  }

  private static func split(
    _ name: String
  ) -> (base: String, memoryGB: Double?) {
    let canonical = String(
      name.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
    var parts = canonical.split(separator: "-").map(String.init)
    if parts.count > 1, parts[0] == "nvidia" || parts[0] == "tesla" {
      parts.removeFirst()
    }
    if parts.count > 1, parts[0] == "tesla" { parts.removeFirst() }
    guard parts.count > 1, let last = parts.last, last.hasSuffix("gb"),
      let memory = Double(last.dropLast(2))
    else { return (parts.joined(separator: "-"), nil) }
    return (parts.dropLast().joined(separator: "-"), memory)
  }
}
