import RiskDomain

/// A digest of what the bills cover: beside the facts it decides which lives
/// are open at their ends.
func coverageDigest(_ coverage: [BillingCoverage]) -> String {
  textDigest(
    coverage.map { part in
      let delivery = part.delivery
      return [
        delivery.provider.rawValue, delivery.account,
        delivery.periodStart.rfc3339, delivery.isFinal ? "final" : "open",
        part.from.rfc3339, part.until.rfc3339,
      ].joined(separator: "\t")
    }.joined(separator: "\n"))
}
