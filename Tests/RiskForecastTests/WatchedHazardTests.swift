import Foundation
import RiskDomain
import RiskModels
import RiskTestSupport
import Testing

@testable import RiskForecast

struct WatchedHazardTests {
  private static let start = UTCInstant(unixSeconds: 1_700_000_000)

  /// A spell of a probed pool from an hour on, of the given length.
  private func spell(
    _ process: Spell.Process, from hours: Double, long: Double,
    exit: Spell.Exit = .interrupted, isStartSeen: Bool = true
  ) -> Spell {
    Spell(
      pool: PoolID(
        provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge"),
      process: process, clock: .probe, instanceID: nil, launchedAt: nil,
      watchedFrom: Self.start.adding(hours: hours),
      watchedUntil: Self.start.adding(hours: hours + long),
      watched: isStartSeen ? AgeInterval(after: 0, through: long) : nil,
      exit: exit, origin: RowOrigin(source: "a.json", fileDigest: "", line: 1))
  }

  /// Without spells the model's mean over each piece stands.
  @Test func nothingWatchedLeavesTheModel() {
    let prior = PiecewiseHazard(cutsHours: [0, 1], ratesPerHour: [0.8, 0.2])
    let rates = WatchedHazard([], .loss, until: Self.start).posterior(prior)
    #expect(rates.cutsHours == WatchedHazard.edges.map { Double($0) * 0.1 })
    expectClose(rates.hazard(atAge: 0.05), 0.8, relative: 1e-12)
    expectClose(rates.hazard(atAge: 20), 0.2, relative: 1e-12)
  }

  /// Two losses at 0.15 h and one spell of 0.45 h that is not over.
  ///
  /// Looks every 0.1 h: of a spell of 1.5 looks the second is there in half of
  /// the cases, so that its end is seen half after the first and half after
  /// the second. Looks by piece 2 + 1, 1 + 1, 1, 1, 0.5 = 7.5, losses 1 and 1;
  /// the model says 0.1 a look. Level (1 + 2)/(1 + 0.75) = 12/7, chance of a
  /// look q = 1 − e^(−1.2/7) = 0.157540; first piece (1 + 1)/(1/q + 3), second
  /// (1 + 1)/(1/q + 2).
  @Test func piecesAreSharpenedByOwnSpells() {
    let spells = [
      spell(.loss, from: 0, long: 0.15),
      spell(.acquisition, from: 0.15, long: 1),
      spell(.loss, from: 1.15, long: 0.15),
      spell(.loss, from: 2, long: 5),
    ]
    let rates = WatchedHazard(
      spells, .loss, until: Self.start.adding(hours: 2.45)
    ).posterior(PiecewiseHazard(constantPerHour: 1))
    let chance = 1 - exp(-1.2 / 7)
    expectClose(chance, 0.157540, relative: 1e-5)
    func rate(_ looks: Double) -> Double {
      -log(1 - 2 / (1 / chance + looks)) / 0.1
    }
    expectClose(rates.hazard(atAge: 0.05), rate(3), relative: 1e-9)
    expectClose(rates.hazard(atAge: 0.15), rate(2), relative: 1e-9)
    // Nothing seen there: the level alone.
    expectClose(rates.hazard(atAge: 20), 12.0 / 7, relative: 1e-9)
  }

  /// A pool of which nothing was seen takes the shape of its siblings.
  ///
  /// The sibling has the spells above, 7.5 looks and level 12/7, so that q =
  /// 0.157540 a look was to be expected of it: 3 q, 2 q and q changes in the
  /// first three pieces, where 1, 1 and 0 were seen. Both prior events stand
  /// beside them; where it was not looked at the model's rate of 1/h stands.
  @Test func siblingsGiveTheShape() {
    let sibling = WatchedHazard(
      [
        spell(.loss, from: 0, long: 0.15),
        spell(.loss, from: 1.15, long: 0.15),
        spell(.loss, from: 2, long: 5),
      ], .loss, until: Self.start.adding(hours: 2.45))
    let own = WatchedHazard([], .loss, until: Self.start)
    let rates = own.posterior(
      PiecewiseHazard(constantPerHour: 1), alike: [own, sibling])
    let expected = 1 - exp(-1.2 / 7)
    for (age, seen, looks) in [
      (0.05, 1.0, 3.0), (0.15, 1, 2), (0.25, 0, 1), (20, 0, 0),
    ] {
      expectClose(
        rates.hazard(atAge: age), (1 + seen) / (1 + looks * expected),
        relative: 1e-9)
    }
  }

  /// What comes after the moment, or has no age, has no influence.
  @Test func nothingAfterTheMomentCounts() {
    let known = [spell(.loss, from: 0, long: 0.15)]
    let later =
      known + [
        spell(.loss, from: 3, long: 0.05),
        spell(.loss, from: 0.5, long: 0.3, isStartSeen: false),
      ]
    let until = Self.start.adding(hours: 2)
    let prior = PiecewiseHazard(constantPerHour: 1)
    #expect(
      WatchedHazard(known, .loss, until: until).posterior(prior)
        == WatchedHazard(later, .loss, until: until).posterior(prior))
  }
}
