public import Foundation
import RiskDecision
public import RiskDomain
import RiskForecast
import RiskStore

/// Answers, line by line, what a running job should do now.
public struct DecideRun: Sendable {
  private var policy: SteppedPolicy
  /// Facts up to a moment answer for so long; nil where old ones may.
  private var losses: LossLimits?

  /// Fits or looks up the model of the job's pools.
  ///
  /// - Parameter fitAsOf: facts after it do not enter the parameters; nil takes
  ///   the newest stored model. Who names it knows their age, and no answer
  ///   is refused for that.
  /// - Parameter allowsStale: answers even when the newest record of losses is
  ///   old at the moment that is asked about.
  /// - Throws: `UseCaseFailure` without facts or model, and where nothing
  ///   records losses of the pools that the job may use.
  public init(
    databasePath: String, job input: JobInput, fitAsOf: UTCInstant?,
    allowsStale: Bool = false, context: RunContext
  ) throws(UseCaseFailure) {
    let store = try StoreAccess(
      databasePath, for: fitAsOf == nil ? .read : .derive)
    let named = input.file.job.pools
    let fitAsOf = fitAsOf.map { min($0, context.asOf) }
    var market = try PoolMarket(
      store, pools: named.isEmpty ? nil : named, matching: nil,
      parameters: fitAsOf.map { .fitted(asOf: $0) } ?? .stored,
      gangSize: 1, context: context)
    let job = try input.measured(store, asOf: context.asOf).job
    if job.vehicles.contains(.spot) {
      try market.silence(
        allowsStale: true, isAsked: job.allows)
    }
    losses =
      fitAsOf == nil && !allowsStale ? LossLimits(market) : nil
    policy = SteppedPolicy(
      job: job,
      forecasters: market.forecasters,
      catalog: market.catalog, fitted: fitAsOf ?? context.asOf,
      asOf: context.asOf)
  }

  /// The answer to one line of JSON, with a line feed; nil for a blank line.
  public mutating func answer(_ line: Data) throws -> Data? {
    guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D })
    else { return nil }
    let answer =
      switch DecideLine.request(line) {
      case .success(let request):
        if let reason = losses?.refusal(of: request) {
          Result<DecideAnswer, DecideFailure>.failure(
            DecideFailure(id: request.id, error: reason))
        } else {
          policy.answer(request)
        }
      case .failure(let failure):
        Result<DecideAnswer, DecideFailure>.failure(failure)
      }
    return try DecideLine.line(answer) + Data("\n".utf8)
  }
}

/// Until when the records of losses speak for the pools of a stream.
private struct LossLimits {
  private var records: [PoolID: (last: UTCInstant, speaksUntil: UTCInstant)]

  init(_ market: PoolMarket) {
    records = [:]
    for forecaster in market.forecasters where forecaster.silence == nil {
      records[forecaster.pool] = market.losses.record(forecaster)
    }
  }

  /// Why a request cannot be answered from what is known; nil when one of its
  /// pools, or the one that it runs in, has a record that is new enough.
  func refusal(of request: DecideRequest) -> String? {
    let asked = Set(
      request.pools.map(\.pool) + [request.pool].compactMap(\.self))
    let known = asked.compactMap { records[$0] }
    guard let newest = known.max(by: { $0.speaksUntil < $1.speaksUntil }),
      request.now > newest.speaksUntil
    else { return nil }
    // The moment comes with the request.
    return LossSilence.refusal(
      "The newest record of losses", of: newest.last, at: request.now,
      spokeUntil: newest.speaksUntil, canSetAsOf: false)
  }
}
