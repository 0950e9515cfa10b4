public import Foundation
import RiskDecision
public import RiskDomain
import RiskForecast
import RiskStore

/// Answers, line by line, what a running job should do now.
public struct DecideRun: Sendable {
  private var policy: DecidePolicy

  /// Fits or looks up the model and forecasts the job's pools.
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
    var context = context
    // The requests bring the state of their pools themselves; facts after the
    // fit would only tell what nobody knew.
    if let fitAsOf { context.asOf = min(context.asOf, fitAsOf) }
    let market = try PoolMarket(
      store, pools: named.isEmpty ? nil : named, matching: nil,
      parameters: fitAsOf.map { .fitted(asOf: $0) } ?? .stored,
      gangSize: 1, context: context)
    let asOf = context.asOf
    policy = DecidePolicy(
      job: input.file.job,
      outlooks: market.forecasters.map {
        $0.outlook(asOf: asOf, isStateUsed: false)
      },
      catalog: market.catalog)
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
