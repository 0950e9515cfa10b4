import Foundation
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// The arrow-head fit against the dense one, whose numbers are held against
/// mgcv in the golden tests.
struct MixedPoissonDenseTests {
  /// Dense columns in the dense fit's order: intercept, ages, hours, regions.
  private func reordered(_ fit: MixedPoissonFit) -> [Int] {
    fit.columns(of: "(Intercept)").map { $0 }
      + ["age", "hour", "region"].flatMap { Array(fit.columns(of: $0)) }
  }

  private func compare(
    _ fit: MixedPoissonFit, _ dense: PenalizedPoisson.Fit,
    tolerance: Double, seed: Int
  ) {
    let order = reordered(fit)
    let beta =
      order.map { fit.coefficients[$0] } + fit.levels + fit.slopes
    let expected = dense.regression.estimates
    #expect(beta.count == expected.count)
    for (a, b) in zip(beta, expected) {
      expectClose(a, b, relative: tolerance, "seed \(seed): \(a) for \(b)")
    }
    expectClose(
      fit.negativeREML, dense.negativeREML, relative: tolerance,
      "seed \(seed)")
    expectClose(
      fit.logLikelihood, dense.regression.logLikelihood, relative: tolerance,
      "seed \(seed)")
    // Coefficients beside each pool in turn: the dense covariance.
    let covariance = dense.regression.covariance
    let width = order.count
    let pools = fit.levels.count
    for pool in [0, pools / 2, pools - 1] {
      let joint = fit.covariance(withPool: pool)
      var rows = order + [width]
      var places = Array(0..<width) + [width + pool]
      if !fit.slopes.isEmpty {
        rows.append(width + 1)
        places.append(width + pools + pool)
      }
      for (i, a) in zip(rows, places) {
        for (j, b) in zip(rows, places) {
          expectClose(
            joint[i, j], covariance[a, b], relative: tolerance,
            "seed \(seed): V[\(a), \(b)]")
        }
      }
    }
  }

  @Test(arguments: 1...20)
  func sameAsDenseAtGivenStrengths(seed: Int) throws {
    let world = MixedWorld(
      pools: 5 + seed, cells: 12, spread: 0.7, tilt: 0.3,
      seed: UInt64(7_100 + seed))
    let hasTilt = seed % 2 == 0
    // From almost free to almost gone.
    let strength = exp(Double(seed) - 6)
    var model = try world.model(
      hours: 3 * strength, regions: 2, levels: strength, slopes: 4,
      hasTilt: hasTilt)
    model.options.smoothingTolerance = 1e-9
    compare(
      try model.fit(),
      try world.dense(
        hours: 3 * strength, regions: 2, levels: strength, slopes: 4,
        hasTilt: hasTilt
      ).fit(), tolerance: 1e-8, seed: seed)
  }

  /// Strengths found: both searches end at the maximum of one function.
  @Test(arguments: 1...20)
  func sameAsDenseWithStrengthsFound(seed: Int) throws {
    let world = MixedWorld(
      pools: 12 + seed, cells: 20, spread: 0.8, tilt: 0.4,
      seed: UInt64(7_200 + seed))
    let hasTilt = seed % 2 == 0
    var model = try world.model(regions: 2, hasTilt: hasTilt)
    model.options.smoothingTolerance = 1e-9
    let fit = try model.fit()
    let dense = try world.dense(regions: 2, hasTilt: hasTilt).fit()
    compare(fit, dense, tolerance: 1e-8, seed: seed)
    let strengths = fit.smoothing + fit.poolPrecisions
    for (a, b) in zip(strengths, dense.smoothing) {
      expectClose(log(a), log(b), relative: 1e-6, "seed \(seed): λ")
    }
    #expect(fit.gradientNorm < 1e-6)
  }
}

/// Tilts, weights, starts, draws and forecasts of the arrow-head fit.
struct MixedPoissonFitTests {
  /// The spread of the pools is found: 2,000 levels of deviation 0.7 and slopes
  /// of 0.3, within four standard errors (σ/√(2·2000) of a standard deviation
  /// that is seen without noise; a cell's few events leave half of it).
  @Test func spreadIsRecovered() throws {
    let world = MixedWorld(
      pools: 2_000, cells: 30, spread: 0.7, tilt: 0.3, meanExposure: 40,
      seed: 7_301)
    let fit = try world.model(hasTilt: true).fit()
    #expect(abs(fit.poolDeviations[0] - 0.7) < 4 * 2 * 0.7 / 63.2)
    #expect(abs(fit.poolDeviations[1] - 0.3) < 4 * 2 * 0.3 / 63.2)
    #expect(fit.smoothingDistance <= 0.02)
  }

  /// 90 % intervals of the pools' log-rates hold the truth in 87 to 93 %:
  /// four standard errors of a share of 2,000 pools are 2.7 points.
  @Test func intervalsCover() throws {
    let world = MixedWorld(
      pools: 2_000, cells: 12, spread: 0.8, seed: 7_302)
    let fit = try world.model().fit()
    // The first age and hour for one hour: log-rate −2 + 0.3·region + level.
    let path = HazardPath(
      steps: [.init(codes: [0, 0], exposure: 1)], horizons: [1])
    let hazards = try fit.cumulativeHazards(
      of: Array(0..<2_000), along: path)
    var covered = 0
    for (pool, hazard) in hazards.enumerated() {
      let truth = -2 + 0.3 * Double(world.region[pool]) + world.levels[pool]
      let off = abs(log(hazard[0].mean) - truth) / hazard[0].logStandardError
      if off < 1.6449 { covered += 1 }
    }
    #expect((1_740...1_860).contains(covered))
  }

  /// Whole numbers of the same events: weight 2 is every cell twice.
  @Test func weightsAreRepeats() throws {
    let world = MixedWorld(pools: 8, cells: 6, spread: 0.5, seed: 7_303)
    var twice = world
    for pool in twice.cellsPerPool.indices { twice.cellsPerPool[pool] *= 2 }
    func doubled<T>(_ column: [T]) -> [T] {
      var out: [T] = []
      var first = 0
      for count in world.cellsPerPool {
        out += column[first..<(first + count)] + column[first..<(first + count)]
        first += count
      }
      return out
    }
    twice.events = doubled(world.events)
    twice.exposure = doubled(world.exposure)
    twice.age = doubled(world.age)
    twice.hour = doubled(world.hour)
    var weighted = world
    weighted.events = world.events.map { 2 * $0 }
    weighted.exposure = world.exposure.map { 2 * $0 }
    let (a, b) = (
      try twice.model(hours: 5, regions: 2, levels: 3).fit(),
      try weighted.model(hours: 5, regions: 2, levels: 3).fit()
    )
    for (x, y) in zip(a.coefficients + a.levels, b.coefficients + b.levels) {
      expectClose(x, y, relative: 1e-8)
    }
  }

  /// A refit from its own end looks once, and again says the same.
  @Test func warmStartEndsAtOnce() throws {
    let model = try MixedWorld(
      pools: 300, cells: 20, spread: 0.7, tilt: 0.3, seed: 7_304
    ).model(hasTilt: true)
    let cold = try model.fit()
    let warm = try model.fit(from: cold.start())
    #expect(warm.evaluations == 1)
    #expect(warm.passes * 3 <= cold.passes)
    for (a, b) in zip(warm.coefficients, cold.coefficients) {
      expectClose(a, b, relative: 1e-4)
    }
  }

  /// Pools that come and go between two nights.
  @Test func startFollowsThePools() throws {
    let world = MixedWorld(pools: 40, cells: 20, spread: 0.7, seed: 7_305)
    let fit = try world.model().fit()
    var later = world
    // The first pool goes, a new one without exposure comes last.
    let gone = later.cellsPerPool.removeFirst()
    later.events.removeFirst(gone)
    later.exposure.removeFirst(gone)
    later.age.removeFirst(gone)
    later.hour.removeFirst(gone)
    later.region.removeFirst()
    later.cellsPerPool.append(0)
    later.region.append(1)
    let places = (1..<40).map { Optional($0) } + [nil]
    var model = try later.model()
    model.options.smoothingTolerance = 1e-7
    let warm = try model.fit(from: fit.start(pools: places))
    let cold = try model.fit()
    for (a, b) in zip(
      warm.coefficients + warm.levels, cold.coefficients + cold.levels)
    {
      expectClose(a, b, relative: 1e-6)
    }
    #expect(throws: FitError.self) { try model.fit(from: fit.start(pools: [])) }
  }

  /// A pool that nobody watched has its prior: level 0, variance 1/κ.
  @Test func unwatchedPoolHasItsPrior() throws {
    var world = MixedWorld(pools: 30, cells: 20, spread: 0.7, seed: 7_306)
    world.cellsPerPool.append(0)
    world.region.append(0)
    let fit = try world.model().fit()
    #expect(fit.poolsWithoutExposure == [30])
    #expect(fit.levels[30] == 0)
    let width = fit.coefficients.count
    expectClose(
      fit.covariance(withPool: 30)[width, width],
      1 / fit.poolPrecisions[0], relative: 1e-12)
  }

  /// The mean and covariance of 4,000 draws are those of the posterior: five
  /// standard errors, √(2/4000) of a variance, σ/√4000 of a mean.
  @Test func drawsFollowThePosterior() throws {
    let fit = try MixedWorld(
      pools: 10, cells: 20, spread: 0.7, tilt: 0.4, seed: 7_307
    ).model(levels: 2, slopes: 4, hasTilt: true).fit()
    var rng = SplitMix64(seed: 7_308)
    let pool = 4
    let joint = fit.covariance(withPool: pool)
    let width = fit.coefficients.count
    let centre = fit.coefficients + [fit.levels[pool], fit.slopes[pool]]
    var sums = Matrix(rows: width + 2, columns: width + 2)
    var means = Array(repeating: 0.0, count: width + 2)
    for _ in 0..<4_000 {
      let draw = fit.draw(using: &rng)
      let all = draw.coefficients + [draw.levels[pool], draw.slopes[pool]]
      for i in 0..<(width + 2) {
        means[i] += (all[i] - centre[i]) / 4_000
        for j in 0..<(width + 2) {
          sums[i, j] +=
            (all[i] - centre[i]) * (all[j] - centre[j]) / 4_000
        }
      }
    }
    for i in 0..<(width + 2) {
      let error = joint[i, i].squareRoot()
      #expect(abs(means[i]) < 5 * error / 4_000.0.squareRoot())
      for j in 0..<(width + 2) {
        let scale = (joint[i, i] * joint[j, j]).squareRoot()
        #expect(
          abs(sums[i, j] - joint[i, j])
            < 5 * scale * (2.0 / 4_000).squareRoot())
      }
    }
  }

  /// Cumulative hazards against the definition: the sum of e^η over the steps,
  /// and its error by differences through the joint covariance.
  @Test(arguments: [false, true])
  func hazardsFollowTheDefinition(hasTilt: Bool) throws {
    let world = MixedWorld(
      pools: 20, cells: 20, spread: 0.7, tilt: 0.4, seed: 7_309)
    let fit = try world.model(hasTilt: hasTilt).fit()
    let steps = [(0, 3, 0.5), (1, 4, 1.0), (1, 5, 2.0), (3, 11, 4.0)].map {
      HazardPath.Step(
        codes: [UInt16($0.0), UInt16($0.1)], exposure: $0.2)
    }
    let path = HazardPath(steps: steps, horizons: [1, 3, 4])
    let pool = 7
    let width = fit.coefficients.count
    let point =
      fit.coefficients + [fit.levels[pool]]
      + (hasTilt ? [fit.slopes[pool]] : [])
    func logHazard(_ x: [Double], _ count: Int) -> Double {
      log(
        steps.prefix(count).reduce(0) { sum, step in
          let a = Int(step.codes[0])
          var eta = x[fit.columns(of: "(Intercept)").lowerBound] + x[width]
          if a > 0 { eta += x[fit.columns(of: "age").lowerBound + a - 1] }
          for (j, value) in zip(
            fit.columns(of: "hour"), MixedWorld.splineRows[Int(step.codes[1])])
          {
            eta += x[j] * value
          }
          let region = fit.columns(of: "region").lowerBound
          eta += x[region + Int(world.region[pool])]
          if hasTilt { eta += x[width + 1] * MixedWorld.tiltValues[a] }
          return sum + step.exposure * exp(eta)
        })
    }
    let hazards = try fit.cumulativeHazards(of: [pool], along: path)[0]
    let joint = fit.covariance(withPool: pool)
    for (hazard, count) in zip(hazards, path.horizons) {
      expectClose(log(hazard.mean), logHazard(point, count), relative: 1e-12)
      let slope = point.indices.map { j in
        var (up, down) = (point, point)
        up[j] += 1e-5
        down[j] -= 1e-5
        return (logHazard(up, count) - logHazard(down, count)) / 2e-5
      }
      let variance = zip(slope, joint.times(slope)).reduce(0) {
        $0 + $1.0 * $1.1
      }
      expectClose(
        hazard.logStandardError, variance.squareRoot(), relative: 1e-7)
    }
    #expect(hazards[0].survival() > hazards[2].survival())
    #expect(hazards[0].survival(z: 1.6) < hazards[0].survival())
  }

  /// The same bits from run to run, alone and side by side.
  @Test func bitsRepeat() async throws {
    let model = try MixedWorld(
      pools: 700, cells: 20, spread: 0.7, tilt: 0.3, seed: 7_310
    ).model(hasTilt: true)
    @Sendable func bits() throws -> [Double] {
      let fit = try model.fit()
      return fit.coefficients + fit.levels + fit.slopes + fit.smoothing
        + fit.poolPrecisions + [fit.negativeREML] + fit.covariance.elements
    }
    let first = try bits()
    let others = try await withThrowingTaskGroup(of: [Double].self) { group in
      for _ in 0..<3 { group.addTask { try bits() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(others.allSatisfy { $0 == first })
  }
}
