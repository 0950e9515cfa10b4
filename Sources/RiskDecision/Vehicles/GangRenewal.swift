import Foundation
import RiskModels
import RiskNumerics

/// Losses of a gang by the hours since its last restart.
///
/// After a loss most members are old and few are new, so the gang does not
/// start from age 0. What checkpoints need is the rate of losses by the time
/// since work went on, and that is counted in lives played with a fixed seed.
enum GangRenewal {
  /// Lives played: 200 give a rate that rests on 1,000 losses to 3 %.
  private static let runs = 200
  /// Losses that are enough for all pieces together: large gangs meet them in
  /// a few lives.
  private static let mostLosses = 20_000.0
  private static let seed: UInt64 = 0x6A09_E667_F3BC_C908

  /// Any-loss hazard by hours since the last restart.
  ///
  /// - Parameters:
  ///   - members: the gang at its launch.
  ///   - horizonHours: how long the job runs.
  static func hazard(
    of members: GangMembers, horizonHours: Double
  ) -> PiecewiseHazard {
    let cuts = members.hazard.cutsHours
    var hours = [Double](repeating: 0, count: cuts.count)
    var events = [Double](repeating: 0, count: cuts.count)
    for run in 0..<runs where events.reduce(0, +) < mostLosses {
      var luck = SplitMix64(seed: seed &+ UInt64(run))
      var gang = members
      var left = horizonHours
      while left > 0 {
        let life = gang.lifeHours(
          factor: 1, exponential: exponentialSample(rate: 1, using: &luck),
          within: left, hourOfWeek: nil, hour: 0)
        add(min(life, left), cuts, &hours)
        guard life < left else { break }
        events[members.hazard.pieceIndex(atAge: life)] += 1
        gang.advance(hours: life)
        _ = gang.lose(using: &luck)
        left -= max(life, 1e-6)
      }
    }
    // Pieces that no life reached keep the rate of a gang of one age.
    let together =
      members.sharedShockShare
      + (1 - members.sharedShockShare) * Double(members.size)
    let rates = cuts.indices.map { k in
      events[k] > 0 && hours[k] > 0
        ? events[k] / hours[k] : members.hazard.ratesPerHour[k] * together
    }
    return PiecewiseHazard(cutsHours: cuts, ratesPerHour: rates)
  }

  private static func add(
    _ life: Double, _ cuts: [Double], _ hours: inout [Double]
  ) {
    for k in cuts.indices {
      let end = k + 1 < cuts.count ? cuts[k + 1] : .infinity
      hours[k] += max(min(life, end) - cuts[k], 0)
    }
  }
}
