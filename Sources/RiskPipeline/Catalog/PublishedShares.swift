import RiskDecision
import RiskDomain
import RiskStore

/// What the clouds themselves say of how often the chosen pools are taken back.
///
/// A share of a month and a band per hour have other units than a hazard: they
/// are shown beside the plan. Of a pool that was watched they enter no number;
/// of others the advisor's share does (`AdvisorPrior`).
enum PublishedShares {
  /// One sentence per region and type of a plan's spot pools; none for other
  /// plans, and where nothing was ingested.
  static func sentences(
    _ plan: Plan?, _ store: StoreAccess, asOf: UTCInstant
  ) throws(UseCaseFailure) -> [String] {
    guard let plan, plan.vehicle == .spot else { return [] }
    var sentences: [String] = []
    for share in plan.pools where share.market == nil || share.market == .spot {
      let pool = share.pool
      let (grade, band) = try store { (db) throws(StoreError) in
        (
          try db.latestAdvisorGrade(of: pool, until: asOf),
          try db.latestEvictionBand(of: pool, until: asOf)
        )
      }
      let what = "\(pool.instanceType) in \(pool.region)"
      if pool.provider == .aws, let grade {
        sentences.append(
          "The AWS advisor saw \(grade.reclaimShare.label) of \(what) "
            + "reclaimed in the month before \(grade.capturedAt); a monthly "
            + "share is no hazard and enters numbers of pools alone that were "
            + "never watched.")
      }
      if pool.provider == .azure, let band {
        sentences.append(
          "Azure stated an eviction rate of \(band.share.rawValue) % per hour "
            + "for \(what) at \(band.capturedAt); it enters no number here.")
      }
    }
    var seen: Set<String> = []
    return sentences.filter { seen.insert($0).inserted }
  }
}
