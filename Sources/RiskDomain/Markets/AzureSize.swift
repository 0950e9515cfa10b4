/// Spelling of Azure VM sizes.
///
/// Resource Graph writes `standard_nc24ads_a100_v4`, bills and price lists
/// `Standard_NC24ads_A100_v4`: one machine must not become two pools.
public enum AzureSize {
  /// The size as the Resource Manager spells it.
  ///
  /// "Standard", the family's letters upper case and its additions lower case
  /// (NC24ads), accelerators upper case (A100), versions lower case (v4).
  public static func canonical(_ name: String) -> String {
    name.split(separator: "_", omittingEmptySubsequences: false).enumerated()
      .map { index, part in
        switch index {
        case 0: part.prefix(1).uppercased() + part.dropFirst().lowercased()
        case 1: family(part)
        default: addition(part)
        }
      }.joined(separator: "_")
  }

  private static func family(_ part: Substring) -> String {
    let letters = part.prefix { $0.isLetter }
    return letters.uppercased() + part.dropFirst(letters.count).lowercased()
  }

  private static func addition(_ part: Substring) -> String {
    let lower = part.lowercased()
    // v2, v10; the accelerators V620 and V710 are no versions.
    if lower.first == "v", lower.count < 4 { return lower }
    return lower == "promo" ? "Promo" : part.uppercased()
  }
}
