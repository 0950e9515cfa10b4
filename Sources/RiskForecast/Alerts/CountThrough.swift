import RiskDomain

extension [UTCInstant] {
  /// How many entries of the ascending array lie at or before an instant.
  func countThrough(_ instant: UTCInstant) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
