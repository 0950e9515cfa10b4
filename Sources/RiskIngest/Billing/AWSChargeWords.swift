/// What AWS's own words for a charge say about a machine, for exports that
/// leave the usage type out.
struct AWSChargeWords {
  let instanceType: String
  let isSpot: Bool
  let os: String

  /// Reads "$1.624 per On Demand Linux g5.4xlarge Instance Hour" and
  /// "p3.2xlarge Linux/UNIX Spot Instance-hour in US West (Oregon) …"; nil
  /// for other words.
  init?(_ description: String) {
    let words = description.split(separator: " ")
    if let end = words.firstIndex(where: { $0 == "Instance-hour" }),
      words[..<end].contains("Spot"), let first = words.first
    {
      (instanceType, isSpot) = (String(first), true)
    } else if let end = words.firstIndex(where: { $0 == "Instance" }),
      end > 0, end + 1 < words.count, words[end + 1] == "Hour"
    {
      (instanceType, isSpot) = (String(words[end - 1]), false)
    } else {
      return nil
    }
    guard instanceType.contains(".") else { return nil }
    os =
      words.contains("Windows")
      ? "windows"
      : words.contains("RHEL") || words.contains("Red")
        ? "rhel" : words.contains("SUSE") ? "suse" : "linux"
  }
}
