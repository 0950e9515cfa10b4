extension StratumFit {
  private static let hourRounds = 20

  /// Alternates between the tree and the hours of the week; when the hours
  /// gain too little or do not settle, the fit is left without them.
  mutating func addHourOfWeek() throws(FitError) -> HourOfWeekEffect? {
    let without = self
    var effect = HourOfWeekEffect(self)
    let ratio = effect.likelihoodRatio
    guard effect.isTold else { return effect }
    var change = Double.infinity
    for _ in 0..<Self.hourRounds where change > spec.convergence.tolerance {
      hours = table.weightedHours(effect.blocks(of:))
      try run()
      let next = HourOfWeekEffect(self, after: effect)
      change = next.largestChange(from: effect, pools: table.pools)
      effect = next
    }
    guard change <= spec.convergence.acceptableChange else {
      self = without
      return nil
    }
    // The gain is over no effect at all, not over the round before.
    effect.likelihoodRatio = ratio
    return effect
  }
}
