import RiskNumerics

/// How often the one of two who has the event first was given the higher risk.
///
/// Pairs count where the earlier time is an event; a censoring at the same
/// time counts as later. With inverse-censoring weights it is Uno's statistic
/// (methods/scores.md (2) to (4); Harrell et al. 1982; Uno et al. 2011,
/// doi:10.1002/sim.4154). Pairs, ties and error are those of R's
/// `concordance`.
public struct Concordance: Sendable, Hashable {
  /// Weight of the pairs that agree, disagree, have the same risk, have events
  /// at the same time, or both.
  public var concordant, discordant, tiedRisk, tiedTime, tiedBoth: Double
  /// Of `value`, from the influence of each row (or cluster) on it.
  public var variance: Double
  /// ∂ value / ∂ weight, times the weight, one a row; empty when the error was
  /// not asked for.
  public let influence: [Double]

  /// (concordant + ½ tied)/(concordant + discordant + tied); nil without a
  /// pair.
  public var value: Double? {
    let pairs = concordant + discordant + tiedRisk
    return pairs > 0 ? (concordant + 0.5 * tiedRisk) / pairs : nil
  }

  /// What a pair counts, beside the weights of its rows.
  public enum PairWeight: Sendable {
    /// 1: Harrell's.
    case one
    /// 1/G² at the earlier event: Uno's. Events from `through` on count 0.
    case inverseCensoring(
      CensoringCurve, reading: CensoringCurve.Reading, through: Double?)
  }

  /// The concordance of risks with a sample's times, within its strata.
  ///
  /// O(n log n): two sweeps over the times with counts by risk in a Fenwick
  /// tree.
  ///
  /// - Parameters:
  ///   - risk: higher = sooner; one finite number a row.
  ///   - cluster: rows whose influence belongs together, for the variance;
  ///     nil = each row its own.
  ///   - withError: false leaves the second sweep, variance and influence out;
  ///     the variance is then nan.
  /// - Throws: `invalidData` for counts that differ or a risk that is nan.
  public init(
    _ sample: SurvivalSample, risk: [Double],
    pairWeight: PairWeight = .one, cluster: [Int]? = nil,
    withError: Bool = true
  ) throws(FitError) {
    guard risk.count == sample.count,
      cluster.map({ $0.count == sample.count }) ?? true
    else {
      throw FitError(
        code: .invalidData,
        message: "\(risk.count) risks and \(cluster?.count ?? 0) clusters for "
          + "\(sample.count) rows.",
        hint: "Give one of each for every row.")
    }
    if let row = risk.firstIndex(where: { !$0.isFinite }) {
      throw FitError(
        code: .invalidData, message: "Row \(row + 1): risk \(risk[row]).",
        hint: "Leave the row out or give a finite risk.")
    }
    var sweep = ConcordanceSweep(
      sample, risk: risk, pairWeight: pairWeight, withError: withError)
    sweep.run()
    concordant = sweep.concordant
    discordant = sweep.discordant
    tiedRisk = sweep.tied
    tiedTime = sweep.tiedTime
    tiedBoth = sweep.tiedBoth
    guard withError else {
      influence = []
      variance = .nan
      return
    }
    let pairs = concordant + discordant + tiedRisk
    let balance = pairs > 0 ? (concordant - discordant) / pairs : 0
    var influence = sweep.excess
    for i in influence.indices {
      let weight = sample.weight?[i] ?? 1
      influence[i] =
        pairs > 0
        ? 0.5 * weight * (influence[i] - balance * sweep.pairs[i]) / pairs : 0
    }
    self.influence = influence
    guard let cluster else {
      variance = influence.reduce(0) { $0 + $1 * $1 }
      return
    }
    var sums: [Int: Double] = [:]
    for (i, c) in cluster.enumerated() { sums[c, default: 0] += influence[i] }
    // Summed in the order of the clusters' numbers: the same bits every time.
    variance = sums.sorted { $0.key < $1.key }
      .reduce(0) { $0 + $1.value * $1.value }
  }
}
