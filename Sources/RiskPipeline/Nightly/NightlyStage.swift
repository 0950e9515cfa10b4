import RiskDomain

/// The stages in their order.
///
/// Facts that are too old to keep go before the fit, not at the end: what
/// follows rests on what is kept, so that many nights and one catch-up end in
/// the same state.
enum NightlyStage: String, CaseIterable {
  case ingest, purge, fit, backtest, forecast, alerts, recommend, exports
  case report

  var ordinal: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What a stage came to.
struct NightlyResult {
  /// Digest of what came out.
  var output: String
  var detail: String
  /// Only what is missing was lost; the rest was done.
  var isFailed = false
  /// What a caller should do about it; nil where nothing is to be done.
  var outcome: UseCaseFailure.Kind?
  /// Files that were written.
  var files: [String] = []
}
