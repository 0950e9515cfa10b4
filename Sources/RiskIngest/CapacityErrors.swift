import RiskDomain

/// The clouds' words for a launch that did not come about.
enum CapacityErrors {
  /// What a code says of the pool; the prefixes `Server.` and `Client.` do
  /// not count.
  ///
  /// AWS: docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html;
  /// GCP: cloud.google.com/compute/docs/resource-error; Azure:
  /// learn.microsoft.com/azure/azure-resource-manager/troubleshooting (read
  /// 2026-11-21).
  static func refusal(_ code: String) -> CapacityRequest.Refusal {
    let name = code.split(separator: ".").last.map(String.init) ?? code
    if noCapacity.contains(name) { return .noCapacity }
    if name.contains("RESOURCE_POOL_EXHAUSTED") { return .noCapacity }
    return priceTooLow.contains(name) ? .priceTooLow : .other
  }

  private static let noCapacity: Set<String> = [
    "InsufficientInstanceCapacity", "InsufficientCapacity",
    "InsufficientHostCapacity", "UnfulfillableCapacity",
    "InsufficientReservedInstanceCapacity",
    "capacity-not-available", "capacity-oversubscribed",
    "SkuNotAvailable", "AllocationFailed", "ZonalAllocationFailed",
    "OverconstrainedAllocationRequest",
    "OverconstrainedZonalAllocationRequest",
  ]

  private static let priceTooLow: Set<String> = [
    "SpotMaxPriceTooLow", "price-too-low", "MaxSpotPriceTooLow",
    "BelowCurrentSpotPrice",
  ]

  /// The type and zone that a sentence of EC2 names.
  ///
  /// "We currently do not have sufficient p3.2xlarge capacity in the
  /// Availability Zone you requested (us-east-1a)", and more words.
  static func place(
    in message: String
  ) -> (instanceType: String?, zone: String?) {
    let words = message.split(separator: " ")
    let type = words.firstIndex(of: "sufficient").flatMap { index in
      index + 2 < words.count && words[index + 2] == "capacity"
        ? String(words[index + 1]) : nil
    }
    let bracket = message.split(separator: "(").dropFirst().first?
      .prefix { $0 != ")" }
    let zone = bracket.map(String.init).flatMap { text in
      PoolID.region(ofZone: text, provider: .aws) != text
        && text.contains("-") ? text : nil
    }
    return (type.flatMap { $0.contains(".") ? $0 : nil }, zone)
  }
}
