import RiskDomain
import RiskExposure
import RiskModels
import RiskTestSupport
import Testing

struct AttemptSuccessTests {
  private func pool(_ type: String) -> PoolID {
    PoolID(provider: .aws, zone: "us-east-1a", instanceType: type)
  }

  private func success(_ attempts: [AttemptCounts]) throws -> [String: Double] {
    try NestedGammaPoisson.fit(
      exposures: [
        Exposure(
          pool: pool("a.b"), process: .loss, clock: .instance,
          age: AgeInterval(after: 0, through: 1e9), hourOfWeekUTC: nil,
          millisecondsAtRisk: milliseconds(hours: 10), interruptions: 1)
      ], attempts: attempts, spec: defaultSpec(), provenance: .forTests
    ).attemptSuccess
  }

  // By hand: 9 of 12 in all, (9 + 1) / (12 + 2) = 5/7; the pools
  // (8 + 10/7) / 12 and (1 + 10/7) / 4.
  @Test func sharesLeanOnTheProvider() throws {
    let shares = try success([
      AttemptCounts(pool: pool("a.b"), attempts: 10, successes: 8),
      AttemptCounts(pool: pool("c.d"), attempts: 2, successes: 1),
    ])
    expectClose(
      shares["aws/us-east-1a/a.b"] ?? -1, (8 + 10.0 / 7) / 12, relative: 1e-14)
    expectClose(
      shares["aws/us-east-1a/c.d"] ?? -1, (1 + 10.0 / 7) / 4, relative: 1e-14)
  }

  @Test func logsWithoutFailuresTellNothing() throws {
    let shares = try success([
      AttemptCounts(pool: pool("a.b"), attempts: 10, successes: 10)
    ])
    #expect(shares.isEmpty)
  }
}
