import Foundation
import RiskDomain
import RiskExposure
import RiskModels
import RiskNumerics
import RiskReport
import RiskStore

/// A hazard model and the digest under which it is stored.
struct FittedModel: Sendable {
  var artifact: HazardArtifact
  var digest: String
  var fitAsOf: UTCInstant

  /// The model fitted to the facts up to `fitAsOf`, from the store when it was
  /// fitted before.
  ///
  /// - Parameter gangSize: a probed pool is up where so many are available;
  ///   each size is a model of its own.
  /// - Parameter isStored: false leaves a model that was not there before out of
  ///   the store.
  /// - Returns: nil when the facts hold no exposure: there is nothing to fit,
  ///   and whoever asks answers without a model.
  static func fitted(
    _ store: StoreAccess, spec: ModelSpecFile, fitAsOf: UTCInstant,
    gangSize: Int, isStored: Bool = true, context: RunContext
  ) throws(UseCaseFailure) -> FittedModel? {
    let specDigest = digest(spec, gangSize: gangSize)
    let dataDigest = try store { (db) throws(StoreError) in
      textDigest(
        try db.dataDigest(until: fitAsOf)
          + coverageDigest(try db.billingCoverage(until: fitAsOf)))
    }
    // The data's end, not the moment asked for: the same facts give the same
    // model whenever it is asked for.
    let dataThrough = try store { (db) throws(StoreError) in
      try db.dataThrough(until: fitAsOf)
    }
    guard let dataThrough else {
      throw UseCaseFailure(
        .valid,
        "There is no fact up to \(fitAsOf) to fit a model to. "
          + "Load files with `riskctl ingest`.")
    }
    let stored = try store { (db) throws(StoreError) in
      try db.artifact(
        specDigest: specDigest, dataDigest: dataDigest, fitAsOf: dataThrough)
    }
    // A damaged one is fitted anew.
    if let stored, stored.isWhole { return try decode(stored) }
    let fitted = try fit(
      store, spec: spec.spec, fitAsOf: fitAsOf, gangSize: gangSize,
      dataDigest: dataDigest, dataThrough: dataThrough, context: context)
    guard let artifact = fitted else { return nil }
    let json: String
    do {
      json = String(decoding: try CanonicalJSON.line(artifact), as: UTF8.self)
    } catch {
      throw UseCaseFailure(.fault, "The fitted model has no JSON: \(error)")
    }
    guard isStored else {
      return try decode(
        StoredArtifact(
          json: json, specDigest: specDigest, dataDigest: dataDigest,
          fitAsOf: dataThrough))
    }
    let saved = try store { (db) throws(StoreError) in
      try db.saveArtifact(
        json: json, specDigest: specDigest, dataDigest: dataDigest,
        fitAsOf: dataThrough)
    }
    // Read back what others will read: a fit just made and a stored one give
    // the same bytes.
    return try decode(saved)
  }

  /// The newest stored model that saw nothing after `asOf`.
  static func stored(
    _ store: StoreAccess, spec: ModelSpecFile, gangSize: Int,
    asOf: UTCInstant
  ) throws(UseCaseFailure) -> FittedModel? {
    let specDigest = digest(spec, gangSize: gangSize)
    let stored = try store { (db) throws(StoreError) in
      try db.latestArtifact(specDigest: specDigest, until: asOf)
    }
    guard let stored else { return nil }
    return try decode(stored)
  }

  /// Goes up with every change of how models are fitted: those that stand in a
  /// database are then fitted anew.
  private static let version = 2

  static func digest(
    _ spec: ModelSpecFile, gangSize: Int
  ) -> String {
    textDigest(
      "\(spec.digest) gang \(gangSize) \(CodeVersion.current) \(version)")
  }

  private static func decode(
    _ stored: StoredArtifact
  ) throws(UseCaseFailure) -> FittedModel {
    guard stored.isWhole else {
      throw UseCaseFailure(
        .badData,
        "The stored model \(stored.digest.prefix(12)) was changed after it had "
          + "been stored. Fit it again with `riskctl fit`.")
    }
    do {
      return FittedModel(
        artifact: try JSONDecoder().decode(
          HazardArtifact.self, from: Data(stored.json.utf8)),
        digest: stored.digest, fitAsOf: stored.fitAsOf)
    } catch {
      throw UseCaseFailure(
        .badData,
        "The stored model \(stored.digest.prefix(12)) cannot be "
          + "read: \(error). Fit it again with `riskctl fit`.")
    }
  }

  private static func fit(
    _ store: StoreAccess, spec: ModelSpec, fitAsOf: UTCInstant, gangSize: Int,
    dataDigest: String, dataThrough: UTCInstant, context: RunContext
  ) throws(UseCaseFailure) -> HazardArtifact? {
    do {
      try BLAS.open()
    } catch {
      throw UseCaseFailure(.configuration, error.description)
    }
    let lives = try WatchedLives(
      store, until: fitAsOf, gangSize: gangSize, context: context)
    let spells = lives.spells
    let from =
      (spells.map(\.watchedFrom) + lives.cells.map(\.from)).min()
    do {
      return try NestedGammaPoisson.fit(
        try lives.exposureTables(spec),
        clusters: lossClusters(
          from: spells, windowSeconds: spec.clusterWindowSeconds),
        spells: spells,
        cohorts: cohortLosses(
          from: spells, cutAtHours: spec.ageCutsHours.instance.loss,
          windowSeconds: spec.clusterWindowSeconds),
        attempts: lives.attempts, spec: spec,
        provenance: HazardArtifact.Provenance(
          observedFrom: from ?? dataThrough, observedUntil: dataThrough,
          dataDigest: dataDigest, codeVersion: CodeVersion.current,
          seed: context.seed))
    } catch {
      if error.code == .noExposure { return nil }
      throw UseCaseFailure(
        error.code == .invalidSpec ? .configuration : .valid,
        error.description)
    }
  }
}
