import Foundation
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

@testable import RiskDecision

/// Whether the promises of a decision hold: 500 jobs in worlds whose hazards
/// are drawn from a prior, seen for a while, and then lived through.
///
/// With `RISKCTL_WRITE_VALIDATION=1` the figures are written to
/// Notebooks-free-docs/validation/decision-calibration.md.
struct DecisionCalibrationTests {
  static let jobs = 500
  private static let runs = 160
  private static let runsUnderTruth = 40
  /// Losses per hour: Gamma(2) with mean 0.15.
  ///
  /// Returns: Gamma(3), mean 1.5.
  private static let lossPrior = (shape: 2.0, mean: 0.15)
  private static let returnPrior = (shape: 3.0, mean: 1.5)

  /// A pool's true rates and what a decision knows of them.
  private struct World {
    var loss: Double
    var acquisition: Double
    var outlook: PoolOutlook
  }

  /// True rate, posterior mean and posterior shape after some hours of
  /// watching: Poisson counts under a gamma prior.
  private static func seen(
    _ prior: (shape: Double, mean: Double), hours: Double,
    _ random: inout SplitMix64
  ) -> (rate: Double, known: PoolOutlook.UncertainHazard) {
    let rate = gammaSample(
      shape: prior.shape, rate: prior.shape / prior.mean, using: &random)
    let count = Double(poissonSample(mean: rate * hours, using: &random))
    let shape = prior.shape + count
    let mean = shape / (prior.shape / prior.mean + hours)
    return (
      rate,
      .init(
        mean: PiecewiseHazard(constantPerHour: mean), multiplierShape: shape)
    )
  }

  private static func world(
    _ key: String, _ random: inout SplitMix64
  ) throws -> World {
    let hours = 30 + 170 * uniformSample(using: &random)
    let loss = seen(lossPrior, hours: hours, &random)
    let acquisition = seen(returnPrior, hours: hours / 8, &random)
    var outlook = try RecommenderTests.outlook(
      key, spot: 0.8 + uniformSample(using: &random), onDemand: 3.06, loss: 1)
    outlook.loss = loss.known
    outlook.acquisition = acquisition.known
    return World(
      loss: loss.rate, acquisition: acquisition.rate, outlook: outlook)
  }

  /// The run of a plan with the true rates in place of the believed ones.
  private static func truth(_ run: SpotRun, _ world: World) -> SpotRun {
    var true_ = run
    let hazard = PiecewiseHazard(constantPerHour: world.loss)
    true_.members = GangMembers(
      hazard: hazard, sharedShockShare: 1, size: run.members.size)
    true_.loss = hazard
    true_.lossShape = 1e18
    true_.acquisition = .init(
      mean: PiecewiseHazard(constantPerHour: world.acquisition),
      multiplierShape: 1e18)
    return true_
  }

  private struct Figures {
    var promised = 0.0
    var realised = 0.0
    var chancy = 0
    var aboveP90 = 0
    /// Promised probability and outcome of the deadline.
    var deadlines: [(promised: Double, isMet: Bool)] = []
    var chosenUnderTruth = 0.0
    var bestUnderTruth = 0.0

    var costRatio: Double { realised / promised }
    var exceedance: Double { Double(aboveP90) / Double(max(chancy, 1)) }
    var regret: Double { chosenUnderTruth / bestUnderTruth - 1 }

    func deadline(from low: Double, below high: Double) -> (
      count: Int, promised: Double, met: Double
    ) {
      let some = deadlines.filter { $0.promised >= low && $0.promised < high }
      let n = Double(max(some.count, 1))
      return (
        some.count, some.reduce(0) { $0 + $1.promised } / n,
        Double(some.count { $0.isMet }) / n
      )
    }
  }

  private static func job(_ index: Int, _ random: inout SplitMix64) throws
    -> JobSpec
  {
    let hours = 5 + 35 * uniformSample(using: &random)
    var job = try RecommenderTests.job(hours: hours)
    job.pools = []
    job.name = "job-\(index)"
    // Every second job may buy on-demand; the others take what spot gives.
    job.vehicles = index % 2 == 0 ? [.spot, .onDemand] : [.spot]
    let slack = 1.05 + 0.6 * uniformSample(using: &random)
    job.when.deadline = RecommenderTests.asOf.adding(hours: hours * slack + 0.5)
    job.risk.meetDeadline = 0
    return job
  }

  private static func live(_ index: Int, _ figures: inout Figures) throws {
    var random = SplitMix64(seed: 0xD1CE_0000 &+ UInt64(index))
    var job = try job(index, &random)
    let keys = ["a", "b", "c"].map { "aws/us-west-2\($0)/p3.2xlarge" }
    job.pools = try keys.map { try PoolID(key: $0) }
    var worlds: [PoolID: World] = [:]
    for key in keys {
      worlds[try PoolID(key: key)] = try world(key, &random)
    }
    let list = CandidateList(
      job: job, outlooks: worlds.values.map(\.outlook), catalog: Catalog(),
      asOf: RecommenderTests.asOf)
    let context = PlanContext(
      job: job, catalog: Catalog(), offerings: [],
      candidates: list.candidates, asOf: RecommenderTests.asOf,
      seed: UInt64(index), runs: runs)
    let choice = Choice(context)
    let best = try #require(choice.best)
    let promised = try #require(best.plan.cost)
    // Each plan that may be had, under the truth with luck of its own.
    var means: [Double] = []
    var mine: Double?
    for candidate in list.candidates {
      let base = try #require(
        SpotRun(candidate: candidate, startHours: 0, context))
      let world = try #require(worlds[candidate.pool])
      for run in SpotVehicle().runs(base, candidate, context) {
        let lived = truth(run, world)
        let seed = UInt64(index) &* 0x9E37_79B9 &+ 77
        let totals = (0..<runsUnderTruth).map {
          lived.play(SpotRun.Seeds(seed &+ UInt64($0) &* 0xBF58_476D_1CE4_E5B9))
            .totalUSD
        }
        let mean = totals.reduce(0, +) / Double(runsUnderTruth)
        means.append(mean)
        let isChosen =
          best.plan.vehicle == .spot && best.pool == candidate.pool
          && run.fallbackUSDPerHour.map({ _ in run.patienceHours == nil })
            == best.plan.fallback.map { $0.basis == .deadline }
        guard isChosen else { continue }
        mine = mean
        let outcome = lived.play(SpotRun.Seeds(seed ^ 0xFFFF_0000))
        figures.promised += promised.meanUSD
        figures.realised += outcome.totalUSD
        figures.chancy += 1
        if outcome.totalUSD > promised.p90USD { figures.aboveP90 += 1 }
        let isMet =
          outcome.doneHours.map {
            $0 <= (context.deadlineHours ?? .infinity) + 1e-9
          } ?? false
        figures.deadlines.append((best.plan.meetDeadline ?? 0, isMet))
      }
    }
    if let onDemand = choice.best(of: .onDemand)?.plan.cost?.meanUSD {
      means.append(onDemand)
      if best.plan.vehicle == .onDemand { mine = onDemand }
    }
    figures.chosenUnderTruth += try #require(mine)
    figures.bestUnderTruth += means.min() ?? 0
  }

  @Test func promisesHold() throws {
    var figures = Figures()
    for index in 0..<Self.jobs { try Self.live(index, &figures) }
    let ratio = figures.costRatio
    #expect(abs(ratio - 1) < 0.03, "realised over promised \(ratio)")
    let above = figures.exceedance
    #expect(above > 0.07 && above < 0.13, "above P90: \(above)")
    for bin in [
      figures.deadline(from: 0, below: 2),
      figures.deadline(from: 0, below: 0.5),
      figures.deadline(from: 0.5, below: 0.9),
    ] {
      #expect(
        abs(bin.promised - bin.met) < (bin.count > 300 ? 0.05 : 0.12),
        "\(bin)")
    }
    #expect(figures.regret < 0.03, "regret \(figures.regret)")
    if ProcessInfo.processInfo.environment["RISKCTL_WRITE_VALIDATION"] == "1" {
      try Self.write(figures)
    }
  }

  private static func write(_ figures: Figures) throws {
    func percent(_ share: Double) -> String {
      String(format: "%.1f %%", share * 100)
    }
    let bins = [(0.0, 0.5), (0.5, 0.9), (0.9, 2.0)].map { low, high in
      let bin = figures.deadline(from: low, below: high)
      return "| deadline, promised \(low) to \(min(high, 1)) | \(bin.count) | "
        + "\(percent(bin.promised)) | \(percent(bin.met)) |\n"
    }
    let all = figures.deadline(from: 0, below: 2)
    let text = """
      # Whether promises hold

      ```
      RISKCTL_WRITE_VALIDATION=1 swift test --filter DecisionCalibrationTests
      ```

      \(Self.jobs) jobs of 5 to 40 h, each with three pools whose loss rates are drawn
      from a gamma prior (mean \(lossPrior.mean)/h) and watched for 30 to 200 h, a deadline 5 to
      65 % beyond the work, every second one without on-demand. The plan is chosen
      from what was seen and then lived through once under the true rates.

      | what | jobs | promised | realised |
      |---|---:|---:|---:|
      | cost of all jobs, USD | \(figures.chancy) | \(String(format: "%.0f", figures.promised)) | \(String(format: "%.0f", figures.realised)) (\(percent(figures.costRatio - 1))) |
      | dearer than P90 | \(figures.chancy) | 10 % | \(percent(figures.exceedance)) |
      | deadline met | \(all.count) | \(percent(all.promised)) | \(percent(all.met)) |
      \(bins.joined())| regret against the best plan under the true rates | \(Self.jobs) | | \(percent(figures.regret)) |

      The prior of these worlds is the one that the posterior is made with: the page
      says that decisions keep what their outlooks promise, not that outlooks of real
      pools are right; for those see [accuracy.md](accuracy.md).

      """
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    try text.write(
      to: root.appending(
        path: "Notebooks-free-docs/validation/decision-calibration.md"),
      atomically: true, encoding: .utf8)
  }
}
