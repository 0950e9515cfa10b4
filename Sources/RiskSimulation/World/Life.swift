import RiskDomain

/// One instance as it really lived, with what the clouds will tell of it.
struct Life: Sendable {
  var plan: PoolPlan
  var market: Market
  /// "i-0…" on AWS, nineteen digits on Google Cloud.
  var instanceID: String
  var launchedAt: UTCInstant
  /// Later than `launchedAt` for what ran before the month began.
  var watchedFrom: UTCInstant
  /// The end of the month where `exit` is `.observationEnded`.
  var endedAt: UTCInstant
  var exit: Spell.Exit
  var job: String
  /// When the provider warned; nil without a warning.
  var warnedAt: UTCInstant?
  /// When the provider spoke of elevated risk; nil when it did not.
  var rebalanceAt: UTCInstant?

  /// Whether the provider charges for it.
  var isBilled = true

  /// Hours watched.
  var hours: Double { endedAt.hours(since: watchedFrom) }
}

/// One line of the company's own launch log.
struct Attempt: Sendable {
  var plan: PoolPlan
  var market: Market
  var requestedAt: UTCInstant
  /// nil when there was no capacity.
  var launchedAt: UTCInstant?
  var instanceID: String?
  var job: String
  var gang: String
}

/// All that happened in one pool.
struct PoolHistory: Sendable {
  var plan: PoolPlan
  var prices: PriceWalk
  var lives: [Life] = []
  var attempts: [Attempt] = []
}
