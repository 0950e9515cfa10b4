import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// What the arrow-head fit refuses, and with which words.
struct MixedPoissonBadInputTests {
  private func cells(
    events: [Double] = [1, 0, 2], exposure: [Double] = [1, 2, 3],
    codes: [UInt16] = [0, 1, 1], perPool: [Int] = [2, 1]
  ) throws -> PoolCells {
    try PoolCells(
      cellsPerPool: perPool, events: events, exposure: exposure,
      cellCodes: [codes])
  }

  private func expectRefusal(
    _ code: FitError.Code, naming text: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) {
    #expect(sourceLocation: sourceLocation) {
      try body()
    } throws: {
      let error = $0 as? FitError
      return error?.code == code
        && error?.description.contains(text) ?? false
    }
  }

  @Test func badCellsAreNamed() {
    expectRefusal(.invalidData, naming: "Cell 2") {
      _ = try cells(events: [1, -1, 2])
    }
    expectRefusal(.invalidData, naming: "Cell 3") {
      _ = try cells(exposure: [1, 2, .nan])
    }
    expectRefusal(.invalidData, naming: "edge") {
      _ = try cells(exposure: [0, 2, 3])
    }
    expectRefusal(.invalidData, naming: "2 pools") {
      _ = try cells(perPool: [2, 2])
    }
    expectRefusal(.invalidData, naming: "pools") {
      _ = try cells(perPool: [.max, .max])
    }
    expectRefusal(.invalidData, naming: "pools") {
      _ = try cells(perPool: [-1, 4])
    }
    expectRefusal(.noEvents, naming: "3 rows") {
      _ = try cells(events: [0, 0, 0])
    }
    expectRefusal(.noExposure, naming: "3 cells") {
      _ = try cells(events: [0, 0, 0], exposure: [0, 0, 0])
    }
  }

  @Test func effectsMustFitTheCodes() throws {
    let cells = try cells()
    expectRefusal(.invalidSpec, naming: "Give one effect") {
      _ = try MixedPoisson(cells, cellEffects: [])
    }
    expectRefusal(.invalidSpec, naming: "Code 1 of zone") {
      _ = try MixedPoisson(
        cells, cellEffects: [.randomLevels("zone", count: 1)])
    }
    expectRefusal(.invalidSpec, naming: "not above 0") {
      _ = try MixedPoisson(
        cells, cellEffects: [.levels("age", count: 2)], levelPrecision: 0)
    }
    expectRefusal(.invalidSpec, naming: "tilt") {
      _ = try MixedPoisson(
        cells, cellEffects: [.levels("age", count: 2)],
        tilt: PoolTilt(effect: 0, values: [1]))
    }
  }

  /// A fixed age that saw no event has its maximum at −∞.
  @Test func levelWithoutEventsIsNamed() throws {
    let world = MixedWorld(pools: 30, cells: 20, spread: 0.5, seed: 7_401)
    var quiet = world
    for i in quiet.events.indices where quiet.age[i] == 2 {
      quiet.events[i] = 0
    }
    expectRefusal(.separated, naming: "age.2") {
      _ = try quiet.model().fit()
    }
  }

  /// A separating contrast that no single column shows: codes 1 and 2 share
  /// events in their sum, their difference runs away.
  @Test func separatedContrastIsNamed() throws {
    let world = MixedWorld(pools: 30, cells: 20, spread: 0.5, seed: 7_402)
    var quiet = world
    for i in quiet.events.indices where quiet.age[i] == 2 {
      quiet.events[i] = 0
    }
    var basis = Matrix(rows: 4, columns: 3)
    // 1, 2 and 3 as 1+2, 1−2 and 3.
    for (code, row) in [(1, [1.0, 1, 0]), (2, [1, -1, 0]), (3, [0, 0, 1])] {
      for j in 0..<3 { basis[code, j] = row[j] }
    }
    expectRefusal(.separated, naming: "age.2") {
      _ = try MixedPoisson(
        quiet.cells(),
        cellEffects: [
          CodedEffect(name: "age", basis: basis),
          .randomLevels("hour", count: 12, smoothing: 5),
        ], poolEffects: [.randomLevels("region", count: 3, smoothing: 5)]
      ).fit()
    }
  }

  /// A column that another repeats is left at 0 and named.
  @Test func repeatedColumnIsAliased() throws {
    let world = MixedWorld(pools: 30, cells: 20, spread: 0.5, seed: 7_403)
    var basis = Matrix(rows: 3, columns: 2)
    for code in 0..<3 {
      basis[code, 0] = Double(code)
      basis[code, 1] = 2 * Double(code)
    }
    let fit = try MixedPoisson(
      world.cells(),
      cellEffects: [
        .levels("age", count: 4), .randomLevels("hour", count: 12),
      ],
      poolEffects: [CodedEffect(name: "region", basis: basis)]
    ).fit()
    #expect(fit.aliasedNames == ["region.2"])
    #expect(fit.coefficients(of: "region")[1] == 0)
  }

  /// A pool with a thousand times the others' events neither traps nor stops
  /// the fit, from a cold start.
  @Test(arguments: [false, true]) func wildPoolIsFitted(hasTilt: Bool) throws {
    var world = MixedWorld(pools: 60, cells: 20, spread: 0.5, seed: 7_404)
    for i in 0..<world.cellsPerPool[0] { world.events[i] = 2_000 }
    let fit = try world.model(hasTilt: hasTilt).fit()
    #expect(fit.levels[0] > 3)
    #expect(fit.levels.allSatisfy { $0.isFinite })
  }

  /// Exposures of a microsecond and of a million years in one fit.
  @Test func absurdExposuresAreFittedOrRefused() throws {
    var world = MixedWorld(pools: 20, cells: 20, spread: 0.5, seed: 7_405)
    world.exposure[0] = 1e-10
    world.exposure[1] = 1e10
    do {
      let fit = try world.model().fit()
      #expect(fit.coefficients.allSatisfy { $0.isFinite })
    } catch let error as FitError {
      #expect(error.code == .notConverged || error.code == .separated)
    }
  }
}
