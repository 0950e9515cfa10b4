public import RiskDomain
import RiskExposure
import RiskModels
import RiskReport
import RiskStore

/// Fits a model spec and stores the artifact.
public enum FitRun {
  /// Fits to the facts up to `fitAsOf`.
  ///
  /// - Parameters:
  ///   - specPath: nil takes the default spec.
  ///   - fitAsOf: nil takes `context.asOf`.
  public static func run(
    databasePath: String, specPath: String?, fitAsOf: UTCInstant?,
    context: RunContext
  ) throws(UseCaseFailure) -> FitReport {
    let store = try StoreAccess(databasePath, for: .derive)
    let spec = try ModelSpecFile.load(
      path: specPath ?? context.home.defaultSpec)
    let model: FittedModel?
    do {
      model = try FittedModel.fitted(
        store, spec: spec, fitAsOf: fitAsOf ?? context.asOf, gangSize: 1,
        context: context)
    } catch {
      throw try withModelInForce(error, store, spec, context)
    }
    guard let model else {
      let unrecorded = try unrecorded(
        store, fitAsOf: fitAsOf ?? context.asOf, context)
      throw UseCaseFailure(
        .valid,
        unrecorded.isEmpty
          ? "There is not enough data for a model: no instance or probed pool was "
            + "watched for any time. A log of interruptions alone has no "
            + "denominator. Ingest a launch log, a bill with resource ids, or "
            + "availability traces."
          : "There is not enough data for a model. "
            + unrecorded.joined(separator: " "))
    }
    return FitReport(context, model)
  }
}

extension FitRun {
  /// Which providers' losses nothing records.
  private static func unrecorded(
    _ store: StoreAccess, fitAsOf: UTCInstant, _ context: RunContext
  ) throws(UseCaseFailure) -> [String] {
    let lives = try WatchedLives(store, until: fitAsOf, context: context)
    return LossSilence(
      records: lives.records, asOf: fitAsOf, dataThrough: fitAsOf
    ).unrecorded
  }

  /// The failure of a fit with the model that goes on being used, and its age.
  static func withModelInForce(
    _ failure: UseCaseFailure, _ store: StoreAccess, _ spec: ModelSpecFile,
    _ context: RunContext
  ) throws(UseCaseFailure) -> UseCaseFailure {
    guard failure.kind == .valid,
      let last = try FittedModel.stored(
        store, spec: spec, gangSize: 1, asOf: context.asOf)
    else { return failure }
    let hours = Int(max(context.asOf.hours(since: last.fitAsOf), 0))
    return UseCaseFailure(
      .valid,
      failure.message
        + " Nothing was stored: the model \(last.digest.prefix(12)) on data "
        + "through \(last.fitAsOf), \(hours) h old, stays in force.")
  }
}

/// A fitted model with its evidence, for people and scripts.
public struct FitReport: Sendable, Encodable {
  var schemaVersion = 1
  var generatedAt, asOf, dataThrough: UTCInstant
  var modelDigest: String
  var seed: UInt64
  var model: HazardArtifact

  init(_ context: RunContext, _ fitted: FittedModel) {
    generatedAt = context.generatedAt
    asOf = context.asOf
    dataThrough = fitted.fitAsOf
    modelDigest = fitted.digest
    seed = context.seed
    model = fitted.artifact
  }

  /// The strata and their levels as tables.
  public var text: String {
    var text = Paragraph.wrapped(
      "Model \(model.family) \(modelDigest.prefix(12)) on data through "
        + "\(dataThrough): \(NumberText.count(model.interruptions)) "
        + "interruptions in \(NumberText.fixed(model.hoursAtRisk, 0)) "
        + "instance-hours.")
    text += "\n"
    var strata = TextTable([
      ("what", .left), ("clock", .left), ("provider", .left),
      ("events", .right), ("hours", .right), ("first/h", .right),
      ("last/h", .right), ("pools", .right),
    ])
    for stratum in model.strata {
      strata.add([
        stratum.process.rawValue, stratum.clock.rawValue,
        stratum.provider.rawValue, NumberText.count(stratum.interruptions),
        NumberText.fixed(Double(stratum.millisecondsAtRisk) / 3_600_000, 0),
        rate(stratum.baseRatesPerHour.first),
        rate(stratum.baseRatesPerHour.last),
        NumberText.count(stratum.pools.count),
      ])
    }
    text += strata.text
    text +=
      "first/h, last/h: events per hour at risk of an average pool "
      + "at the youngest\nand at the oldest ages.\n"
    for memory in model.memory ?? [] { text += Self.sentence(memory) }
    text += gangsText + wavesText
    let unknown = model.strata.filter { $0.process == .loss }
      .compactMap(\.unknownAge)
    let losses = unknown.reduce(0) { $0 + $1.interruptions }
    if losses > 0 {
      let hours = Double(unknown.reduce(0) { $0 + $1.millisecondsAtRisk })
      text += Paragraph.wrapped(
        "Note: " + Counted.of(losses, "loss", "losses") + " in "
          + "\(NumberText.fixed(hours / 3_600_000, 0)) instance-hours of "
          + "unknown age are not in the fit.")
    }
    return text
  }

  /// Which model forecasts a provider's probed pools, and by how much.
  private static func sentence(_ memory: MemoryModel) -> String {
    let trial = memory.trial
    let subject = "Probed pools of \(trial.provider.rawValue)"
    if let reason = trial.reason {
      return Paragraph.wrapped(
        "\(subject) are forecast without memory: \(reason).")
    }
    let gain = NumberText.fixed(abs(trial.gainNatsPerLoss), 3)
    var text =
      trial.isTaken
      ? "\(subject) are forecast with memory, which told "
        + "\(NumberText.count(trial.heldOutLosses)) held-out losses by "
        + "\(gain) nats each better than age and pool alone."
      : "\(subject) are forecast without memory, which told "
        + "\(NumberText.count(trial.heldOutLosses)) held-out losses by "
        + "\(gain) nats each worse."
    if !memory.absentTerms.isEmpty {
      text += " Absent: \(memory.absentTerms.joined(separator: ", "))."
    }
    return Paragraph.wrapped(text)
  }

  private func rate(_ value: Double?) -> String {
    NumberText.fixed(value, 4)
  }
}
