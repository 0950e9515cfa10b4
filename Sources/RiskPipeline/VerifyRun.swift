import Foundation
public import RiskDomain
import RiskModels
import RiskReport
import RiskStore

/// Looks a database over for damage.
public enum VerifyRun {
  /// Pages, indexes, rules of the tables, references, the seal, digests of what
  /// was stored, and whether every model can still be read.
  ///
  /// - Parameter seals: a sound database is sealed: what is found changed later,
  ///   without a write of ours, is damage.
  /// - Throws: `UseCaseFailure` when the file cannot be looked at; damage that
  ///   can be named is an answer.
  public static func run(
    databasePath: String, seals: Bool = false, redacted: Bool,
    context: RunContext
  ) throws(UseCaseFailure) -> VerifyReport {
    let store = try StoreAccess(databasePath, for: .read)
    var problems = try store { (db) throws(StoreError) in
      try db.integrityCheck()
    }
    let artifacts = try store { (db) throws(StoreError) in try db.artifacts() }
    for artifact in artifacts {
      do {
        _ = try JSONDecoder().decode(
          HazardArtifact.self, from: Data(artifact.json.utf8))
      } catch {
        problems.append(
          "The model \(artifact.digest) cannot be read by this version. Fit "
            + "it again with `riskctl fit`.")
      }
    }
    let dataThrough = try store { (db) throws(StoreError) in
      try db.dataThrough(until: context.asOf)
    }
    let spec = try ModelSpecFile.load(path: context.home.defaultSpec)
    if seals, problems.isEmpty {
      let writable = try StoreAccess(databasePath, for: .derive)
      _ = try writable { (db) throws(StoreError) in try db.seal() }
    }
    return VerifyReport(
      generatedAt: context.generatedAt, asOf: context.asOf,
      dataThrough: dataThrough,
      modelDigest: artifacts.last?.digest ?? "none", seed: context.seed,
      database: redacted ? "(file)" : databasePath,
      databaseDigest: problems.isEmpty
        ? try StateDigest.make(store, spec, asOf: context.asOf) : nil,
      models: artifacts.count, problems: problems)
  }
}

/// What was found in a database.
public struct VerifyReport: Hashable, Sendable, Codable {
  public var schemaVersion = 1
  public var generatedAt, asOf: UTCInstant
  public var dataThrough: UTCInstant?
  public var modelDigest: String
  public var seed: UInt64
  public var database: String
  /// Of the facts, the spells and exposures, and the default spec's model and
  /// backtest in force; nil of a damaged database.
  public var databaseDigest: String?
  /// Fitted models that are stored.
  public var models: Int
  /// One sentence each; empty when all is well.
  public var problems: [String]

  /// A sentence, or the problems line by line.
  public var text: String {
    problems.isEmpty
      ? Paragraph.wrapped(
        "\(database) is sound: pages, indexes, rules and references hold, and "
          + Counted.of(
            models, "stored model has its", "stored models have their")
          + " digest.")
      : problems.map { $0 + "\n" }.joined()
  }
}
