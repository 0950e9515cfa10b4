internal import RiskNumerics

/// Leavers and weights at risk at each distinct time of one stratum.
struct CurveTally {
  /// Filled by and by; curves read the counts and add to them.
  private(set) var tally = SurvivalCurve()

  /// Counts rows sorted by time.
  init(sample: SurvivalSample, rows: ArraySlice<Int32>) {
    for row in rows {
      let i = Int(row)
      let t = sample.time[i]
      if tally.time.last != t {
        tally.time.append(t)
        tally.events.append(0)
        tally.censored.append(0)
      }
      let k = tally.time.count - 1
      let w = sample.weight?[i] ?? 1
      if sample.isEvent[i] {
        tally.events[k] += w
      } else {
        tally.censored[k] += w
      }
    }
    countAtRisk(sample, rows)
  }

  /// Sums from the end, so that small risk sets keep their digits.
  private mutating func countAtRisk(
    _ sample: SurvivalSample, _ rows: ArraySlice<Int32>
  ) {
    var weight = 0.0
    tally.atRisk = Array(repeating: 0, count: tally.time.count)
    for k in tally.time.indices.reversed() {
      weight += tally.events[k] + tally.censored[k]
      tally.atRisk[k] = weight
    }
    guard let entry = sample.entry else { return }
    let byEntry = ascendingOrder(of: entry, from: Array(rows))
    var late = 0.0
    var place = byEntry.count - 1
    for k in tally.time.indices.reversed() {
      while place >= 0, entry[Int(byEntry[place])] >= tally.time[k] {
        late += sample.weight?[Int(byEntry[place])] ?? 1
        place -= 1
      }
      tally.atRisk[k] -= late
    }
  }

  /// The products and sums over the counts.
  mutating func curve() -> SurvivalCurve {
    let count = tally.time.count
    tally.survival.reserveCapacity(count)
    tally.logStandardError.reserveCapacity(count)
    tally.cumulativeHazard.reserveCapacity(count)
    tally.cumulativeHazardStandardError.reserveCapacity(count)
    var survival = 1.0
    var greenwood = 0.0
    var hazard = 0.0
    var hazardVariance = 0.0
    for k in 0..<count {
      let (d, n) = (tally.events[k], tally.atRisk[k])
      if d > 0 {
        // Weighted sums taken in two orders may differ in the last bit.
        let share = min(d / n, 1)
        survival *= 1 - share
        greenwood += share / (n - d > 0 && share < 1 ? n - d : 0)
        hazard += share
        hazardVariance += share / n
      }
      tally.survival.append(survival)
      tally.logStandardError.append(greenwood.squareRoot())
      tally.cumulativeHazard.append(hazard)
      tally.cumulativeHazardStandardError.append(hazardVariance.squareRoot())
    }
    return tally
  }
}
