public import RiskDomain
import RiskReport

/// What a nightly run did, stage by stage.
public struct NightlyReport: Sendable, Encodable {
  /// How a stage ended.
  public enum State: String, Sendable, Codable {
    case done
    /// Done by an earlier attempt at this run, from the same inputs.
    case kept
    case failed
    /// Nothing is configured for it.
    case skipped
  }

  /// One stage.
  public struct Stage: Sendable, Encodable {
    public var stage: String
    public var state: State
    /// What it did, or why it did not.
    public var detail: String
    public var startedAt: UTCInstant
    public var durationSeconds: Double
    public var inputDigest, outputDigest: String?
    /// The files that it wrote.
    public var files: [String]
    /// What a caller should do about it; nil where nothing is to be done.
    public var outcome: UseCaseFailure.Kind?
  }

  /// The forecast that stands in the outputs.
  public struct InForce: Hashable, Sendable, Encodable {
    public var asOf, validUntil: UTCInstant
    /// Made by this run.
    public var isTonights: Bool
    /// Whether it may still be acted on at this run's as-of.
    public var isValid: Bool
    /// The file in which it stands; nil where no JSON of it is written, and
    /// where that file is gone or says nothing: then the journal speaks.
    public var file: String?
  }

  public var schemaVersion = 1
  public var generatedAt, asOf: UTCInstant
  public var dataThrough: UTCInstant?
  public var modelDigest: String
  public var seed: UInt64
  public var runID: String
  public var config: String
  /// Whether a run that was cut short was taken up again.
  public var isResumed: Bool
  public var stages: [Stage]
  /// nil where none was ever made.
  public var forecastInForce: InForce?
  /// Of the facts, the spells and exposures, and the model and backtest in
  /// force.
  public var databaseDigest: String
  /// The worst that a caller has to do something about; nil when all is well.
  public var worst: UseCaseFailure.Kind?

  /// Whether every stage that is configured was done.
  public var isComplete: Bool { !stages.contains { $0.state == .failed } }
}

extension NightlyReport {
  /// The worst that a caller has to do something about; nil when all is well.
  static func worst(_ outcomes: [UseCaseFailure.Kind]) -> UseCaseFailure.Kind? {
    let order: [UseCaseFailure.Kind] = [
      .locked, .fault, .io, .configuration, .badData, .noInput, .valid,
    ]
    return order.first { outcomes.contains($0) }
  }

  /// What a caller should do something about and no error has told of: what
  /// rings and what was refused; empty where there is nothing.
  public var troubles: String {
    stages.filter { $0.outcome != nil && $0.state != .failed }
      .map { "\($0.stage): \(PlainText.escaped($0.detail))" }
      .joined(separator: ". ")
  }

  /// The table of the stages and what stands.
  public var text: String {
    var text = Paragraph.wrapped(
      "Nightly run as of \(asOf)"
        + (isResumed ? ", taken up where it was cut short" : "") + ".")
    var table = TextTable([
      ("stage", .left), ("state", .left), ("seconds", .right), ("what", .left),
    ])
    for stage in stages {
      let lines = Paragraph.wrapped(
        PlainText.escaped(stage.detail), width: 50
      ).split(separator: "\n").map(String.init)
      table.add([
        stage.stage, stage.state.rawValue,
        stage.state == .skipped
          ? "" : NumberText.fixed(stage.durationSeconds, 2), lines.first ?? "",
      ])
      for line in lines.dropFirst() { table.add(["", "", "", line]) }
    }
    text += table.text + Paragraph.wrapped(forecastSentence)
    return text + "Database \(databaseDigest.prefix(12)), model "
      + "\(modelDigest.prefix(12)), data through "
      + "\(dataThrough?.rfc3339 ?? "(no facts)").\n"
  }

  /// Which forecast stands, and until when.
  public var forecastSentence: String {
    guard let forecastInForce else {
      return "No forecast is in force: none was ever made."
    }
    return forecastInForce.sentence
  }
}

extension NightlyReport {
  /// Without names of files.
  public var redacted: NightlyReport {
    var report = self
    report.config = "(file)"
    if report.forecastInForce?.file != nil {
      report.forecastInForce?.file = "(file)"
    }
    for index in report.stages.indices {
      report.stages[index].files = stages[index].files.map { _ in "(file)" }
      // Only what went wrong names files.
      if stages[index].outcome != nil {
        report.stages[index].detail = "(hidden)"
      }
    }
    return report
  }
}

extension NightlyReport.InForce {
  var sentence: String {
    let place = file.map { " in \($0)" } ?? ""
    if isTonights {
      return "The forecast as of \(asOf)\(place) is in force until "
        + "\(validUntil)."
    }
    return "The last good forecast\(place), as of \(asOf), stays in force: it "
      + (isValid
        ? "may be acted on until \(validUntil)."
        : "could be acted on until \(validUntil) and no longer.")
  }
}
