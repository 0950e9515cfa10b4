import RiskDecision
import RiskDomain
import RiskExposure
import RiskForecast
import RiskReport

/// Why nothing is forecast of pools: nobody records their losses, or the
/// record is too old.
struct LossSilence: Sendable {
  let records: LossRecords
  let asOf: UTCInstant
  /// The last fact of any kind; speaks for pools of which no record is kept.
  let dataThrough: UTCInstant

  /// Nothing could have told a loss of a provider's instances; nil where
  /// something could, and where none of them ran.
  func unrecorded(_ provider: PoolID.Provider) -> String? {
    let lives = records.unrecorded.filter { $0.provider == provider }
    guard !lives.isEmpty, !records.isKept(.instance, provider) else {
      return nil
    }
    return Self.sentence(provider, lives)
  }

  /// The same of every provider.
  var unrecorded: [String] {
    PoolID.Provider.allCases.compactMap(unrecorded)
  }

  private static func sentence(
    _ provider: PoolID.Provider, _ lives: [LossRecords.Unrecorded]
  ) -> String {
    let hours = Double(lives.reduce(0) { $0 + $1.milliseconds }) / 3_600_000
    let regions = lives.map(\.region).sorted()
    return "Nothing records losses for \(provider.rawValue): "
      + Counted.of(lives.reduce(0) { $0 + $1.lives }, "spot instance")
      + " ran \(NumberText.fixed(hours, 1)) instance-hours in "
      + regions.joined(separator: ", ")
      + ", and no file could tell that one was taken back. Ingest "
      + source(provider) + " first."
  }

  /// What can tell losses, with the names of the formats.
  private static func source(_ provider: PoolID.Provider) -> String {
    switch provider {
    case .aws:
      "interruption warnings from EventBridge (aws-eventbridge), CloudTrail "
        + "(aws-cloudtrail), the list of spot requests (aws-spot-requests) or "
        + "a launch log with exits (launches)"
    case .gcp:
      "the audit log (gcp-audit-log), operations (gcp-operations) or a launch "
        + "log with exits (launches)"
    case .azure:
      "scheduled events (azure-scheduled-events) or a launch log with exits "
        + "(launches)"
    }
  }

  /// The last moment of which the record of a pool's losses speaks, and until
  /// when its silence after that means that nothing was lost.
  func record(
    _ forecaster: PoolForecaster
  ) -> (last: UTCInstant, speaksUntil: UTCInstant)? {
    guard let clock = forecaster.lossClock else { return nil }
    let pool = forecaster.pool
    let span = records.span(clock, of: pool.provider, region: pool.region)
    guard let span else { return fresh(dataThrough) }
    // Probes speak all the time; what stopped is no silence.
    return clock == .instance ? (span.last, span.speaksUntil) : fresh(span.last)
  }

  private func fresh(
    _ last: UTCInstant
  ) -> (last: UTCInstant, speaksUntil: UTCInstant) {
    (last, last.adding(hours: PoolMarket.staleAfterHours))
  }

  /// Why the record of a pool's losses is too old; nil when it is not.
  func stale(_ forecaster: PoolForecaster) -> String? {
    let (last, until) = record(forecaster) ?? fresh(dataThrough)
    guard asOf > until else { return nil }
    return last == dataThrough
      ? Self.refusal(
        "The newest fact", of: last, at: asOf, spokeUntil: until,
        newer: "files")
      : Self.refusal(
        "The newest record of losses of \(forecaster.pool.provider.rawValue)",
        of: last, at: asOf, spokeUntil: until)
  }

  /// Why nothing is said at a moment from facts that end before it.
  static func refusal(
    _ subject: String, of last: UTCInstant, at moment: UTCInstant,
    spokeUntil: UTCInstant, newer: String = "events, launches or probes",
    canSetAsOf: Bool = true
  ) -> String {
    "\(subject) is of \(last), \(Int(moment.hours(since: last))) hours before "
      + "\(moment): a forecast from it was valid until \(spokeUntil). Ingest "
      + "newer \(newer), \(canSetAsOf ? "set --as-of, " : "")or answer from old "
      + "facts with --allow-stale."
  }
}

extension PoolMarket {
  /// Takes the word from pools of whose losses nothing is recorded, or nothing
  /// new.
  ///
  /// - Parameters:
  ///   - allowsStale: lets old records speak; those that were never kept
  ///     cannot.
  ///   - isAsked: pools that the answer is about.
  /// - Throws: `.valid` where no pool that is asked about is left to speak of.
  mutating func silence(
    allowsStale: Bool, isAsked: (PoolID) -> Bool = { _ in true }
  ) throws(UseCaseFailure) {
    var speaks = false
    var first: String?
    for index in forecasters.indices {
      let forecaster = forecasters[index]
      // What the advisor says of a pool is no record, and none of ours.
      let blind =
        forecaster.isWatchedByProbes
        ? nil : losses.unrecorded(forecaster.pool.provider)
      let reason =
        if let blind, !forecaster.restsOnAdvisor { blind } else {
          allowsStale ? nil : losses.stale(forecaster)
        }
      guard let reason else {
        if isAsked(forecaster.pool) { speaks = true }
        continue
      }
      forecasters[index].silence = reason
      if isAsked(forecaster.pool), first == nil { first = reason }
    }
    if let first, !speaks { throw UseCaseFailure(.valid, first) }
  }

  /// The market as a job may use it.
  ///
  /// Where nothing at all records losses the pools keep silent, and the answer
  /// says so; a job that takes no spot does not ask for losses.
  ///
  /// - Throws: `.valid` where the record of every pool that the job allows is
  ///   too old.
  func speaking(
    of job: JobSpec, allowsStale: Bool
  ) throws(UseCaseFailure) -> PoolMarket {
    var market = self
    guard job.vehicles.contains(.spot) else { return market }
    let isUnrecorded = market.forecasters.contains {
      job.allows($0.pool) && losses.unrecorded($0.pool.provider) != nil
    }
    do throws(UseCaseFailure) {
      try market.silence(allowsStale: allowsStale, isAsked: job.allows)
    } catch {
      guard isUnrecorded else { throw error }
    }
    return market
  }

  /// Until when an answer may be acted on: no longer than the oldest record
  /// that it rests on is new enough.
  ///
  /// Where an answer was asked for in spite of its age, age is no limit.
  func validUntil(hours: Double) -> UTCInstant {
    let asked = losses.asOf.adding(hours: hours)
    let limits = forecasters.filter { $0.silence == nil }.compactMap {
      losses.record($0)?.speaksUntil
    }
    guard let first = limits.filter({ $0 >= losses.asOf }).min() else {
      return asked
    }
    return min(asked, first)
  }
}
