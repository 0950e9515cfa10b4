internal import RiskNumerics

/// Rows of a sample by stratum and time, events first among equal times.
struct SampleOrder {
  /// Rows of positive weight in that order.
  let rows: [Int32]
  /// Where each stratum begins in `rows`, and the end: strataCount + 1 numbers.
  let strataStarts: [Int]

  init(_ sample: SurvivalSample) {
    var start: [Int32] = []
    start.reserveCapacity(sample.count)
    for wantsEvent in [true, false] {
      for i in 0..<sample.count
      where sample.isEvent[i] == wantsEvent && (sample.weight?[i] ?? 1) > 0 {
        start.append(Int32(i))
      }
    }
    let byTime = ascendingOrder(of: sample.time, from: start)
    guard let stratum = sample.stratum else {
      rows = byTime
      strataStarts = [0, byTime.count]
      return
    }
    var starts = [Int](repeating: 0, count: sample.strataCount + 1)
    for row in byTime { starts[Int(stratum[Int(row)]) + 1] += 1 }
    for k in 0..<sample.strataCount { starts[k + 1] += starts[k] }
    var place = starts
    var ordered = byTime
    for row in byTime {
      let code = Int(stratum[Int(row)])
      ordered[place[code]] = row
      place[code] += 1
    }
    rows = ordered
    strataStarts = starts
  }
}
