import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskDecision

struct GangMembersTests {
  /// With a constant hazard h the gang meets losses at h·(s + (1 − s)·n):
  /// 0.1 · (0.25 + 0.75 · 8) = 0.625 per hour, so 1.6 h on average, and the
  /// draw 1 of a unit exponential gives exactly that.
  @Test func equalAgesGiveTheAnyLossHazard() {
    let gang = GangMembers(
      hazard: PiecewiseHazard(constantPerHour: 0.1), sharedShockShare: 0.25,
      size: 8)
    let life = gang.lifeHours(
      factor: 1, exponential: 1, within: 100, hourOfWeek: nil, hour: 0)
    expectClose(life, 1.6, relative: 1e-12)
    var outlook = PoolOutlook(
      pool: PoolID(provider: .aws, zone: "us-east-1a", instanceType: "x"),
      asOf: UTCInstant(unixSeconds: 0), evidence: .own)
    outlook.loss = .init(
      mean: PiecewiseHazard(constantPerHour: 0.1), multiplierShape: 10)
    outlook.sharedShockShare = 0.25
    expectClose(
      outlook.anyLoss(gangSize: 8)?.mean.ratesPerHour[0] ?? 0, 0.625,
      relative: 1e-12)
  }

  /// Ages add up to a piecewise rate.
  ///
  /// Two members of age 3 h (0.1/h) and one new (1/h until 1 h): Σh = 1.2 for
  /// one hour, then 0.3. Without shocks a draw of 1.5 ends after
  /// 1 + (1.5 − 1.2)/0.3 = 2 h.
  @Test func agesAddUpPieceByPiece() {
    let hazard = PiecewiseHazard(cutsHours: [0, 1], ratesPerHour: [1, 0.1])
    var gang = GangMembers(
      hazard: hazard, sharedShockShare: 0, size: 3, ageHours: 3)
    var luck = SplitMix64(seed: 1)
    let lost = gang.lose(using: &luck)
    #expect(!lost.isWhole)
    #expect(lost.count == 1)
    #expect(gang.groups.map(\.count).reduce(0, +) == 3)
    let life = gang.lifeHours(
      factor: 1, exponential: 1.5, within: 100, hourOfWeek: nil, hour: 0)
    expectClose(life, 2, relative: 1e-8)
  }

  /// The share of losses that take everyone is s/(s + (1 − s)·n).
  ///
  /// For s = 0.5 and n = 4 that is 0.2. 20,000 losses: standard error 0.0028.
  @Test func shocksTakeEveryoneAsOftenAsTheyShould() {
    var luck = SplitMix64(seed: 7)
    var whole = 0
    for _ in 0..<20_000 {
      var gang = GangMembers(
        hazard: PiecewiseHazard(constantPerHour: 1), sharedShockShare: 0.5,
        size: 4)
      if gang.lose(using: &luck).isWhole { whole += 1 }
    }
    #expect(abs(Double(whole) / 20_000 - 0.2) < 0.0112)
  }

  /// A cap at 24 h ends the oldest member there and no other.
  @Test func theCapTakesTheOldestMember() {
    var gang = GangMembers(
      hazard: PiecewiseHazard(constantPerHour: 1e-9, capHours: 24),
      sharedShockShare: 0.5, size: 2, ageHours: 20)
    var luck = SplitMix64(seed: 3)
    let life = gang.lifeHours(
      factor: 1, exponential: 1, within: 100, hourOfWeek: nil, hour: 0)
    expectClose(life, 4, relative: 1e-9)
    gang.advance(hours: life)
    #expect(gang.lose(using: &luck).count == 2)
  }

  /// With a constant hazard age does not matter: the renewed hazard is the
  /// any-loss hazard, 0.5 · (0.2 + 0.8 · 4) = 1.7/h; 200 lives of 100 h hold
  /// some 34,000 losses, so 2 % is four standard errors.
  @Test func aConstantHazardRenewsToItself() {
    let hazard = GangRenewal.hazard(
      of: GangMembers(
        hazard: PiecewiseHazard(constantPerHour: 0.5), sharedShockShare: 0.2,
        size: 4),
      horizonHours: 100)
    expectClose(hazard.ratesPerHour[0], 1.7, relative: 0.034)
  }

  /// Old members fall less often than new ones: after the first losses the
  /// gang's first-hour rate lies far below that of a gang launched at once.
  @Test func survivorsKeepTheirAge() {
    let hazard = PiecewiseHazard(cutsHours: [0, 1], ratesPerHour: [1, 0.02])
    let renewed = GangRenewal.hazard(
      of: GangMembers(hazard: hazard, sharedShockShare: 0, size: 8),
      horizonHours: 100)
    // Eight new members: 8/h. One new and seven old: 1.14/h.
    #expect(renewed.ratesPerHour[0] > 1.14)
    #expect(renewed.ratesPerHour[0] < 4)
  }
}
