import Foundation
import RiskDomain
import RiskExposure
import RiskModels
import RiskNumerics
import Testing

struct ConvergenceTests {
  /// Tables of one to eight pools with next to nothing or a lot in them: every
  /// one has a model, with finite hazards above 0.
  @Test func smallAndLopsidedTablesConverge() throws {
    var most = 0
    for seed in 0..<40 {
      var rng = SplitMix64(seed: UInt64(seed))
      let pools = 1 + Int(rng.uniform() * 8)
      let rate = exp(-6 + 8 * rng.uniform())
      var cells: [Exposure] = []
      for i in 0..<pools {
        let zone = Int(rng.uniform() * 3)
        for cut in [0.0, 0.05, 0.25, 1, 2, 4, 8, 16]
        where rng.uniform() < 0.6 {
          let watched = exp(-4 + 12 * rng.uniform())
          cells.append(
            Exposure(
              pool: PoolID(
                provider: .aws, zone: "us-east-\(zone)a",
                instanceType: "f\(i % 3).\(i)"),
              process: seed % 2 == 0 ? .loss : .acquisition, clock: .instance,
              age: AgeInterval(after: cut, through: cut + 1),
              hourOfWeekUTC: seed % 4 == 0 ? Int(rng.uniform() * 168) : nil,
              millisecondsAtRisk: milliseconds(hours: watched),
              interruptions: poissonSample(
                mean: min(watched * rate * (0.1 + 5 * rng.uniform()), 1e4),
                using: &rng)))
        }
      }
      guard !cells.isEmpty else { continue }
      do {
        let artifact = try NestedGammaPoisson.fit(
          exposures: cells, spec: defaultSpec(), provenance: .forTests)
        most = max(most, artifact.convergence.iterations)
        for cell in cells {
          let hazard = try #require(
            artifact.hazard(
              for: cell.pool, process: cell.process, clock: .instance))
          #expect(
            hazard.mean.ratesPerHour.allSatisfy { $0 > 0 && $0.isFinite },
            "seed \(seed)")
          #expect(
            hazard.multiplierShape > 0 && hazard.multiplierShape.isFinite,
            "seed \(seed)")
        }
      } catch let error as FitError {
        Issue.record("seed \(seed): \(error)")
      }
    }
    // The cap of the spec, for the tree, the families and the hours.
    #expect(most <= 500 * 42)
  }
}
