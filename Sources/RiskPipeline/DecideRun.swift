public import Foundation
import RiskDecision
public import RiskDomain
import RiskStore

/// Answers, line by line, what a running job should do now.
public struct DecideRun: Sendable {
  private var policy: SteppedPolicy

  /// Fits or looks up the model of the job's pools.
  ///
  /// - Parameter fitAsOf: facts after it do not enter the parameters; nil takes
  ///   the newest stored model.
  public init(
    databasePath: String, job input: JobInput, fitAsOf: UTCInstant?,
    context: RunContext
  ) throws(UseCaseFailure) {
    let store = try StoreAccess(
      databasePath, for: fitAsOf == nil ? .read : .derive)
    let named = input.file.job.pools
    let fitAsOf = fitAsOf.map { min($0, context.asOf) }
    let market = try PoolMarket(
      store, pools: named.isEmpty ? nil : named, matching: nil,
      parameters: fitAsOf.map { .fitted(asOf: $0) } ?? .stored,
      gangSize: 1, context: context)
    policy = SteppedPolicy(
      job: try input.measured(store, asOf: context.asOf).job,
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
      case .success(let request): policy.answer(request)
      case .failure(let failure):
        Result<DecideAnswer, DecideFailure>.failure(failure)
      }
    return try DecideLine.line(answer) + Data("\n".utf8)
  }
}
