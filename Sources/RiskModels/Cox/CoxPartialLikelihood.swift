internal import Foundation
internal import RiskNumerics

/// Cox's partial likelihood with Efron's or Breslow's ties, its gradient and
/// its information, in two passes over the rows.
///
/// The second moments over all risk sets are one weighted sum of squares over
/// rows, each weighted by its risk times the baseline hazard it lived through,
/// less a sum of squares of one or two vectors for each risk set: BLAS does
/// both on blocks. methods/cox.md (9) to (12).
struct CoxPartialLikelihood {
  private static let blockRows = 256

  let design: CoxDesign
  let ties: CoxTies
  /// A number for each risk set that multiplies its share; nil = 1.
  let multipliers: [Double]?
  /// Σ over events of weight × multiplier × covariates.
  private let eventSums: [Double]
  /// Event weight of each risk set; nil = number of events.
  private let eventWeights: [Double]?

  /// w·exp(η) of each row at the last evaluation.
  private(set) var risk: [Double]
  /// w·exp(η) × baseline hazard lived through: the expected events.
  private(set) var expected: [Double]
  /// Risk of each set and of its events.
  private(set) var setRisk: [Double]
  private(set) var tiedRisk: [Double]
  /// Baseline hazard before each risk set; `CoxDesign.cumulativeIndex`.
  private(set) var cumulative: [Double]

  init(_ design: CoxDesign, ties: CoxTies, multipliers: [Double]? = nil) {
    self.design = design
    self.ties = ties
    self.multipliers = multipliers
    risk = Array(repeating: 0, count: design.count)
    expected = risk
    setRisk = Array(repeating: 0, count: design.groupCount)
    tiedRisk = setRisk
    cumulative = Array(
      repeating: 0, count: design.groupCount + design.strataCount)
    var sums = [Double](repeating: 0, count: design.columns)
    var weights: [Double]? = design.weights == nil ? nil : []
    let p = design.columns
    design.covariates.withUnsafeElements { x in
      for g in 0..<design.groupCount {
        let first = Int(design.groupStarts[g])
        var total = 0.0
        for i in first..<(first + Int(design.groupEvents[g])) {
          let w = design.weights?[i] ?? 1
          total += w
          let share = w * (multipliers?[g] ?? 1)
          for j in 0..<p { sums[j] += share * x[i * p + j] }
        }
        weights?.append(total)
      }
    }
    eventSums = sums
    eventWeights = weights
  }

  /// The tie sums of one risk set at the last evaluation.
  func sums(_ g: Int) -> CoxTieSums {
    CoxTieSums(
      risk: setRisk[g], tiedRisk: tiedRisk[g],
      events: Int(design.groupEvents[g]),
      weight: eventWeights?[g] ?? Double(design.groupEvents[g]), ties: ties)
  }

  /// Value, gradient and information at β of the centred covariates.
  mutating func evaluate(_ beta: [Double], into point: inout NewtonPoint) {
    setRisks(beta)
    var value = 0.0
    for j in beta.indices { value += beta[j] * eventSums[j] }
    value -= accumulateHazard()
    point.value = value
    expectEvents()
    for j in beta.indices { point.gradient[j] = eventSums[j] }
    point.information.fill(0)
    var moments = CoxMoments(columns: design.columns, rows: Self.blockRows)
    moments.add(self, into: &point)
  }

  /// Risks of rows and of risk sets.
  private mutating func setRisks(_ beta: [Double]) {
    let p = design.columns
    let n = design.count
    let weights = design.weights
    design.covariates.withUnsafeElements { x in
      risk.withUnsafeMutableBufferPointer { r in
        guard let base = r.baseAddress, let xs = x.baseAddress else { return }
        beta.withUnsafeBufferPointer { b in
          guard let bs = b.baseAddress else { return }
          RowBlocks.times(xs, rows: n, columns: p, bs, into: base)
        }
        for i in 0..<n { r[i] = exp(r[i]) }
        if let weights { for i in 0..<n { r[i] *= weights[i] } }
      }
    }
    for s in 0..<design.strataCount { setRisks(stratum: s) }
  }

  /// Sums from the last time backwards, less those who had not yet entered.
  private mutating func setRisks(stratum s: Int) {
    var place = design.strataStarts[s + 1]
    let byEntry = design.byEntry?[s]
    var late = (byEntry?.count ?? 0) - 1
    var sum = 0.0
    var lateSum = 0.0
    var inside = 0
    for g in (design.strataGroups[s]..<design.strataGroups[s + 1]).reversed() {
      let first = Int(design.groupStarts[g])
      while place > first {
        place -= 1
        inside += 1
        sum += risk[place]
      }
      if let byEntry, let entries = design.entries {
        while late >= 0, entries[Int(byEntry[late])] >= design.groupTimes[g] {
          lateSum += risk[Int(byEntry[late])]
          late -= 1
          inside -= 1
        }
      }
      var tied = 0.0
      for i in first..<(first + Int(design.groupEvents[g])) { tied += risk[i] }
      // When the events are all who are there, rounding must not say otherwise.
      setRisk[g] =
        inside == Int(design.groupEvents[g]) ? tied : sum - lateSum
      tiedRisk[g] = tied
    }
  }

  /// Baseline hazard after each risk set; the sum of logarithms.
  private mutating func accumulateHazard() -> Double {
    var logs = 0.0
    for s in 0..<design.strataCount {
      var hazard = 0.0
      for g in design.strataGroups[s]..<design.strataGroups[s + 1] {
        let sums = sums(g)
        let q = multipliers?[g] ?? 1
        logs += q * sums.logRisk
        cumulative[design.cumulativeIndex(group: g, stratum: s)] = hazard
        hazard += q * sums.jump
      }
      cumulative[
        design.cumulativeIndex(group: design.strataGroups[s + 1], stratum: s)
      ] = hazard
    }
    return logs
  }

  private mutating func expectEvents() {
    for s in 0..<design.strataCount {
      let start = cumulative[
        design.cumulativeIndex(group: design.strataGroups[s], stratum: s)]
      for i in design.strataStarts[s]..<design.strataStarts[s + 1] {
        let before =
          design.entryIndex.map { cumulative[Int($0[i])] } ?? start
        let lived = cumulative[Int(design.leaveIndex[i])] - before
        expected[i] = risk[i] * lived
      }
    }
    guard ties == .efron else { return }
    for g in 0..<design.groupCount where design.groupEvents[g] > 1 {
      let sums = sums(g)
      let excess = (sums.jump - sums.tiedJump) * (multipliers?[g] ?? 1)
      let first = Int(design.groupStarts[g])
      for i in first..<(first + Int(design.groupEvents[g])) {
        expected[i] = max(0, expected[i] - risk[i] * excess)
      }
    }
  }
}
