internal import RiskNumerics

/// Rows and covariates in the order in which the partial likelihood reads them:
/// by stratum and time, events first, covariates less their stratum's mean.
struct CoxDesign: Sendable {
  /// Original row of each ordered one; rows of weight 0 are left out.
  let rows: [Int32]
  let strataStarts: [Int]
  /// Ordered and centred; rows past `rows.count` are those of weight 0.
  let covariates: Matrix
  /// For each stratum, what was subtracted, p numbers.
  let centers: [[Double]]
  /// Standard deviation of each centred covariate.
  let deviations: [Double]
  /// Largest size of each covariate as given.
  let sizes: [Double]
  /// Case weights in order; nil = 1.
  let weights: [Double]?
  /// Risk sets: one for each stratum and time with an event.
  private(set) var groupTimes: [Double] = []
  /// First row of each risk set, which is its first event.
  private(set) var groupStarts: [Int32] = []
  /// Events of each risk set: the rows from its first on.
  private(set) var groupEvents: [Int32] = []
  /// Where each stratum's risk sets begin, and the end.
  private(set) var strataGroups: [Int] = [0]
  /// For each row, the sum index (`cumulativeIndex`) at its own time.
  private(set) var leaveIndex: [Int32] = []
  /// The same at its entry; nil without delayed entry.
  private(set) var entryIndex: [Int32]?
  /// For each stratum, rows by entry upwards; nil without delayed entry.
  private(set) var byEntry: [[Int32]]?
  /// Entry of each row in order.
  private(set) var entries: [Double]?

  var count: Int { rows.count }
  var columns: Int { covariates.columns }
  var strataCount: Int { strataStarts.count - 1 }
  var groupCount: Int { groupTimes.count }

  init(
    _ sample: SurvivalSample, covariates given: consuming Matrix
  ) {
    let order = SampleOrder(sample)
    rows = order.rows
    strataStarts = order.strataStarts
    var matrix = given
    var full = order.rows
    if full.count < sample.count {
      let weight = sample.weight
      full += (0..<Int32(sample.count)).filter { weight?[Int($0)] == 0 }
    }
    matrix.reorderRows(full)
    var centering = CoxCentering(columns: matrix.columns)
    for s in 0..<(order.strataStarts.count - 1) {
      centering.center(
        &matrix, rows: order.strataStarts[s]..<order.strataStarts[s + 1])
    }
    covariates = matrix
    centers = centering.centers
    deviations = centering.deviations(rows: order.rows.count)
    sizes = centering.sizes
    weights = sample.weight.map { w in order.rows.map { w[Int($0)] } }
    formGroups(sample)
    formEntries(sample)
  }

  private mutating func formGroups(_ sample: SurvivalSample) {
    leaveIndex = Array(repeating: 0, count: count)
    for s in 0..<strataCount {
      var place = strataStarts[s]
      let end = strataStarts[s + 1]
      while place < end {
        let t = sample.time[Int(rows[place])]
        let start = place
        var events = 0
        while place < end, sample.time[Int(rows[place])] == t {
          if sample.isEvent[Int(rows[place])] { events += 1 }
          place += 1
        }
        if events > 0 {
          groupTimes.append(t)
          groupStarts.append(Int32(start))
          groupEvents.append(Int32(events))
        }
        let index = Int32(groupTimes.count + s)
        for i in start..<place { leaveIndex[i] = index }
      }
      strataGroups.append(groupTimes.count)
    }
  }

  private mutating func formEntries(_ sample: SurvivalSample) {
    guard let entry = sample.entry else { return }
    let ordered = rows.map { entry[Int($0)] }
    var index = [Int32](repeating: 0, count: count)
    byEntry = (0..<strataCount).map { s in
      let sorted = ascendingOrder(
        of: ordered,
        from: (strataStarts[s]..<strataStarts[s + 1]).map { Int32($0) })
      var group = strataGroups[s]
      for i in sorted {
        while group < strataGroups[s + 1],
          groupTimes[group] <= ordered[Int(i)]
        {
          group += 1
        }
        index[Int(i)] = Int32(group + s)
      }
      return sorted
    }
    entries = ordered
    entryIndex = index
  }

  /// Place of the sum over the risk sets before `group` of a stratum in an
  /// array that gives each stratum one more place than it has risk sets.
  func cumulativeIndex(group: Int, stratum: Int) -> Int { group + stratum }
}
