import RiskDomain
import RiskReport
import RiskStore

extension StatusReport.Run {
  /// A run in one line; nil without stages.
  init?(_ stages: [RunStage]) {
    guard let first = stages.first, let last = stages.last else { return nil }
    guard stages.count > 1 || first.runID.hasPrefix("nightly ") else {
      self.init(
        stage: first.stage, startedAt: first.startedAt,
        state: first.state.rawValue, detail: first.detail)
      return
    }
    let done = stages.count { $0.state == .done }
    let failed = stages.filter { $0.state == .failed }.map(\.stage)
    self.init(
      stage: "nightly",
      startedAt: stages.map(\.startedAt).min() ?? first.startedAt,
      state: failed.isEmpty
        ? last.state.rawValue : RunStage.State.failed.rawValue,
      detail: "\(done) of \(stages.count) stages done"
        + (failed.isEmpty
          ? "" : ", failed: " + failed.joined(separator: ", ")))
  }
}

extension StatusReport.Nightly {
  /// The last nightly run on facts up to a moment; nil where there is none.
  init?(
    _ store: StoreAccess, asOf: UTCInstant, redacted: Bool
  ) throws(UseCaseFailure) {
    let last = try store { (db) throws(StoreError) in
      try db.lastNightlyRun(asOf: asOf)
    }
    guard let last else { return nil }
    let stages = try store { (db) throws(StoreError) in
      try db.runStages(runID: last.runID)
    }
    let inForce = try NightlyRun.inForce(
      store, asOf: asOf, config: last.config, tonight: last.runID, files: nil)
    self.init(
      asOf: last.asOf, startedAt: last.startedAt, endedAt: last.endedAt,
      failed: stages.filter { $0.state == .failed }.map {
        redacted ? $0.stage : "\($0.stage): \($0.detail ?? "")"
      }, forecastAsOf: inForce?.asOf, forecastValidUntil: inForce?.validUntil)
  }
}

extension StatusReport {
  /// What went wrong last night and which forecast stands; empty where nightly
  /// runs are not used.
  var nightlyText: String {
    guard let nightly else { return "" }
    var text = ""
    if nightly.endedAt == nil {
      text += Paragraph.wrapped(
        "Warning: the nightly run as of \(nightly.asOf) has not ended. Where it "
          + "was cut short, the next one takes it up.", width: 78, indent: 2)
    }
    for failed in nightly.failed {
      text += Paragraph.wrapped(
        "Warning: the nightly run as of \(nightly.asOf) failed in "
          + PlainText.escaped(failed), width: 78, indent: 2)
    }
    guard let made = nightly.forecastAsOf,
      let until = nightly.forecastValidUntil
    else {
      return text + "No nightly forecast is in force: none was ever made.\n"
    }
    let inForce = NightlyReport.InForce(
      asOf: made, validUntil: until, isTonights: made == nightly.asOf,
      isValid: asOf <= until)
    return text + Paragraph.wrapped(inForce.sentence)
  }
}
