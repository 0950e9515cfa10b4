import RiskDomain
import RiskExposure
import RiskForecast
import RiskModels

/// What a run has read already, so that none of its parts reads it again.
///
/// All of it is of one moment and of one state of the database; reading it anew
/// gives the same.
struct MarketAtHand: Sendable {
  /// Of every pool, with the newest stored model of the default spec; nil
  /// where nothing was read, or no market could be made.
  private(set) var market: PoolMarket?
  /// Why no market could be made.
  private(set) var reason: String?
  /// Whether forecasts that wait for the end of a nightly run count as
  /// written.
  private(set) var isOfNight = false
  /// Every fact up to the moment, with the lives that the market is made of.
  private var watched: WatchedFacts?

  /// Nothing was read.
  static let nothing = MarketAtHand()

  private init() {}

  /// Reads the market, and where none can be made what there is without one.
  ///
  /// - Throws: what a person must mend before anything can be told.
  init(
    reading store: StoreAccess, isOfNight: Bool = false, context: RunContext
  ) throws(UseCaseFailure) {
    self.isOfNight = isOfNight
    let watched = try WatchedFacts(
      store, catalog: context.catalog, until: context.asOf)
    self.watched = watched
    do throws(UseCaseFailure) {
      market = try PoolMarket(
        store, pools: nil, matching: nil, parameters: .stored, gangSize: 1,
        knowing: watched.lives, context: context)
    } catch {
      guard error.kind == .valid || error.kind == .configuration else {
        throw error
      }
      reason = error.message
    }
  }

  /// The lives at hand, else those that the store holds up to the context's
  /// `asOf`.
  func lives(
    _ store: StoreAccess, context: RunContext
  ) throws(UseCaseFailure) -> WatchedLives {
    if let watched { return watched.lives }
    return try WatchedLives(store, until: context.asOf, context: context)
  }

  /// The same with the facts.
  ///
  /// - Parameter joinsUsage: see `WatchedFacts`; where they are read.
  func facts(
    _ store: StoreAccess, joinsUsage: Bool = false, context: RunContext
  ) throws(UseCaseFailure) -> WatchedFacts {
    if let watched { return watched }
    return try WatchedFacts(
      store, catalog: context.catalog, until: context.asOf,
      joinsUsage: joinsUsage)
  }

  /// The newest stored model of the default spec; nil where none is.
  func model(
    _ store: StoreAccess, spec: ModelSpecFile, context: RunContext
  ) throws(UseCaseFailure) -> FittedModel? {
    if let market { return market.model }
    return try FittedModel.stored(
      store, spec: spec, gangSize: 1, asOf: context.asOf)
  }

  /// The regions' surges under a model.
  func waves(_ model: FittedModel?, _ lives: WatchedLives) -> WaveFilters {
    market?.waves ?? WaveFilters(model?.artifact, lives.spells)
  }

  /// Forecasters of the pools that fit one of the patterns between commas.
  ///
  /// - Throws: as `PoolMarket` does, where it has to be made.
  func market(
    matching globs: String?, _ store: StoreAccess, context: RunContext
  ) throws(UseCaseFailure) -> PoolMarket {
    guard var market else {
      return try PoolMarket(
        store, pools: nil, matching: globs, parameters: .stored, gangSize: 1,
        context: context)
    }
    if let globs {
      let patterns = GlobPattern.list(globs)
      market.forecasters.removeAll { forecaster in
        !patterns.contains { $0.matches(forecaster.pool.key) }
      }
    }
    return market
  }
}
