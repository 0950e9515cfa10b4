import RiskDomain

/// What a commitment means for one job, in at most two sentences.
func commitmentWords(_ plan: Plan) -> [String] {
  guard let commitment = plan.commitment else { return [] }
  func percent(_ share: Double) -> String { plain(share * 100, digits: 1) }
  let used =
    "this job uses \(plain(commitment.usedHours, digits: 1)) of "
    + "\(plain(commitment.committedHours, digits: 1)) committed hours "
    + "(\(percent(commitment.utilisation)) %)"
  if commitment.isBought {
    return [
      "The commitment is paid for already, so its hours add nothing: \(used)."
    ]
  }
  guard let even = commitment.breakEvenUtilisation else {
    return ["The commitment is paid in full: \(used)."]
  }
  if even > 1 {
    return [
      "The committed hour costs more than on-demand: it never pays; \(used)."
    ]
  }
  return [
    "A commitment is paid whether used or not and breaks even against "
      + "on-demand at \(percent(even)) % utilisation; \(used)."
  ]
}
