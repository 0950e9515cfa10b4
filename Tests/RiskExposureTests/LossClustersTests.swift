import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

struct LossClustersTests {
  private func spell(
    _ id: String, _ start: Double, _ end: Double,
    _ exit: Spell.Exit = .interrupted, type: String = "p3.2xlarge"
  ) -> Spell {
    Spell(
      pool: PoolID(
        provider: .aws, zone: "us-west-2a", instanceType: type),
      process: .loss, clock: .instance, instanceID: id,
      launchedAt: hour(start), watchedFrom: hour(start),
      watchedUntil: hour(end),
      watched: AgeInterval(after: 0, through: end - start), exit: exit,
      origin: testOrigin)
  }

  // Three fall within two minutes at hour 5 while a fourth stays until 9 and
  // falls alone; a fifth was released before.
  @Test func lossesTogetherAreOneCluster() {
    let clusters = lossClusters(from: [
      spell("a", 0, 5), spell("b", 0, 5.01), spell("c", 1, 5.03),
      spell("d", 2, 9), spell("e", 0, 3, .released),
      spell("x", 0, 5, type: "p2.xlarge"),
    ])
    #expect(clusters.map(\.lost) == [1, 3, 1])
    #expect(clusters.map(\.atRisk) == [1, 4, 1])
    #expect(clusters.map(\.at) == [hour(5), hour(5), hour(9)])
  }

  // The window opens at the first loss and does not slide.
  @Test func windowsDoNotChain() {
    let clusters = lossClusters(
      from: [
        spell("a", 0, 5), spell("b", 0, 5.04), spell("c", 0, 5.08),
      ], windowSeconds: 180)
    #expect(clusters.map(\.lost) == [2, 1])
  }
}
