import RiskDecision
public import RiskDomain
import RiskExposure
import RiskForecast
import RiskModels
import RiskStore

/// Deadline jobs replayed on the probes in the database, under every policy.
public enum PolicyBacktestRun {
  /// What to replay.
  public struct Request: Sendable {
    /// Origin; nil takes the point after 35 % of the time watched.
    public var from: UTCInstant?
    public var workHours: Double
    public var deadlinesHours: [Double]
    public var restartHours: Double
    public var hoursBetweenStarts: Double
    /// On-demand over spot where one of the two prices is not known.
    public var onDemandOverSpot: Double

    public init(
      from: UTCInstant? = nil, workHours: Double = 48,
      deadlinesHours: [Double] = [52, 60, 72, 92], restartHours: Double = 0.2,
      hoursBetweenStarts: Double = 8, onDemandOverSpot: Double = 10.0 / 3
    ) {
      self.from = from
      self.workHours = workHours
      self.deadlinesHours = deadlinesHours
      self.restartHours = restartHours
      self.hoursBetweenStarts = hoursBetweenStarts
      self.onDemandOverSpot = onDemandOverSpot
    }
  }

  /// Share of the time watched that comes before the first job.
  private static let trainingShare = 0.35
  private static let riskctl = "riskctl"
  private static let clairvoyant = "clairvoyant"

  /// Fits on what was known at the origin and replays jobs after it.
  ///
  /// - Throws: `UseCaseFailure`; `.valid` where no pool was probed for longer
  ///   than a deadline after the origin, `.configuration` for times that make
  ///   no job.
  public static func run(
    databasePath: String, request: Request, context: RunContext
  ) throws(UseCaseFailure) -> PolicyBacktestReport {
    try check(request)
    let store = try StoreAccess(databasePath, for: .derive)
    let lives = try WatchedLives(
      store, until: context.asOf, context: context)
    let traces = PoolHistory.all(lives.spells).compactMap {
      ReplayTrace($0)
    }
    guard let first = traces.map(\.start).min(),
      let last = traces.map({ $0.instant($0.isUp.count) }).max()
    else {
      throw UseCaseFailure(
        .valid,
        "No pool was probed up to \(context.asOf): a replay needs to know when "
          + "spot could be had. Ingest availability traces or counts.")
    }
    let from =
      request.from
      ?? first.adding(hours: last.hours(since: first) * trainingShare)
    let market = try PoolMarket(
      store, pools: traces.map(\.pool), matching: nil,
      parameters: .fitted(asOf: from), gangSize: 1, context: context)
    var report = PolicyBacktestReport(
      generatedAt: context.generatedAt, asOf: context.asOf, dataThrough: last,
      modelDigest: market.modelDigest, seed: context.seed, from: from,
      workHours: request.workHours, restartHours: request.restartHours,
      hoursBetweenStarts: request.hoursBetweenStarts, assumedPrices: 0,
      onDemandOverSpot: request.onDemandOverSpot, deadlines: [])
    let forecasters = Dictionary(
      market.forecasters.map { ($0.pool, $0) }, uniquingKeysWith: { $1 })
    for hours in request.deadlinesHours.sorted() {
      var tally = Tally()
      var assumed = 0
      for trace in traces {
        guard let forecaster = forecasters[trace.pool] else { continue }
        let prices = Prices(forecaster.outlook(asOf: from), request)
        if prices.isAssumed { assumed += 1 }
        replay(
          trace, forecaster, prices, deadlineHours: hours, from: from, market,
          request, context, into: &tally)
      }
      report.assumedPrices = assumed
      if let deadline = tally.deadline(hours: hours) {
        report.deadlines.append(deadline)
      }
    }
    guard !report.deadlines.isEmpty else {
      throw UseCaseFailure(
        .valid,
        "No pool was probed for long enough after \(from) to replay a job. Set "
          + "an earlier --from or a shorter --deadlines.")
    }
    return report
  }

  private static func check(_ request: Request) throws(UseCaseFailure) {
    let needed = request.workHours + request.restartHours
    guard request.workHours > 0, request.restartHours >= 0,
      request.hoursBetweenStarts >= ReplayTrace.tickHours,
      request.onDemandOverSpot > 0, needed.isFinite
    else {
      throw UseCaseFailure(
        .configuration,
        "Work, starts and the price ratio must be above 0, the restart not "
          + "below.")
    }
    for hours in request.deadlinesHours where hours < needed || hours > 10_000 {
      throw UseCaseFailure(
        .configuration,
        "A deadline of \(hours) h cannot be met: work and one launch take "
          + "\(needed) h (10,000 h at most).")
    }
  }

  /// Dollars per hour of one instance.
  private struct Prices {
    var spot, onDemand: Double
    var isAssumed: Bool

    init(_ outlook: PoolOutlook, _ request: Request) {
      let ratio = request.onDemandOverSpot
      let spot = outlook.spotPrice?.expectedUSDPerHour
      let onDemand = outlook.onDemandPerHour
      isAssumed = spot == nil || onDemand == nil
      self.spot = spot ?? onDemand.map { $0 / ratio } ?? 1
      self.onDemand = onDemand ?? self.spot * ratio
    }
  }

  private static func replay(
    _ trace: ReplayTrace, _ forecaster: PoolForecaster, _ prices: Prices,
    deadlineHours: Double, from: UTCInstant, _ market: PoolMarket,
    _ request: Request, _ context: RunContext, into tally: inout Tally
  ) {
    func ticks(_ hours: Double) -> Int {
      Int((hours / ReplayTrace.tickHours).rounded())
    }
    let replay = TraceReplay(
      isUp: trace.isUp, workTicks: ticks(request.workHours),
      deadlineTicks: ticks(deadlineHours),
      launchTicks: ticks(request.restartHours),
      spotUSDPerTick: prices.spot * ReplayTrace.tickHours,
      onDemandUSDPerTick: prices.onDemand * ReplayTrace.tickHours)
    var job = JobSpec(name: "backtest", work: .hours(request.workHours))
    job.pools = [trace.pool]
    job.checkpoint.continuous = true
    job.restart.provisionSeconds = request.restartHours * 3600
    job.restart.initSeconds = 0
    job.vehicles = [.spot, .onDemand]
    job.risk.meetDeadline = 1
    job.prices = [
      JobSpec.PriceOverride(
        pool: trace.pool, spotPerHour: prices.spot,
        onDemandPerHour: prices.onDemand)
    ]
    var policy = SteppedPolicy(
      job: job, forecasters: [forecaster], catalog: market.catalog,
      fitted: from, asOf: context.asOf)
    let origin = ticks(max(from.hours(since: trace.start), 0))
    let bare = prices.onDemand * request.workHours
    tally.beginPool()
    for start in stride(
      from: origin, to: trace.isUp.count - replay.deadlineTicks,
      by: ticks(request.hoursBetweenStarts))
    {
      for rule in SimpleRule.allCases {
        let outcome = replay.outcome(from: start, rule: rule)
        tally.add(
          rule.rawValue, usd: outcome.usd, isMissed: outcome.isMissed,
          bare: bare)
      }
      tally.add(
        clairvoyant, usd: replay.clairvoyantUSD(from: start), isMissed: false,
        bare: bare)
      let deadline = trace.instant(start + replay.deadlineTicks)
      let ours = replay.outcome(from: start) { moment in
        self.mode(
          policy.answer(
            self.request(moment, trace, start: start, deadline: deadline)),
          moment)
      }
      tally.add(riskctl, usd: ours.usd, isMissed: ours.isMissed, bare: bare)
    }
  }

  private static func request(
    _ moment: TraceReplay.Moment, _ trace: ReplayTrace, start: Int,
    deadline: UTCInstant
  ) -> DecideRequest {
    let tick = ReplayTrace.tickHours
    let since = Double(trace.since[start + moment.tick]) * tick
    let isOnSpot = moment.mode == .spot
    return DecideRequest(
      id: "", now: trace.instant(start + moment.tick), deadline: deadline,
      remainingWorkHours: Double(moment.workLeft) * tick,
      mode: isOnSpot ? .spot : moment.mode == .idle ? .idle : .onDemand,
      pool: isOnSpot ? trace.pool : nil, ageHours: isOnSpot ? since : nil,
      restartRemainingHours: Double(moment.launchLeft) * tick,
      pools: [
        .init(pool: trace.pool, available: moment.isUp, sinceHours: since)
      ])
  }

  private static func mode(
    _ answer: Result<DecideAnswer, DecideFailure>, _ moment: TraceReplay.Moment
  ) -> TraceReplay.Mode {
    guard case .success(let answer) = answer else { return moment.mode }
    return switch answer.action {
    case .spot: .spot
    case .onDemand: .onDemand
    case .wait: .idle
    case .checkpointNow, .capacityBlock: moment.mode
    }
  }

  /// Sums over the jobs of one deadline.
  private struct Tally {
    private struct Sum {
      var usd = 0.0
      var share = 0.0
      var missed = 0
      var jobs = 0
    }

    private var sums: [String: Sum] = [:]
    private var pools = 0
    private var isPoolCounted = false

    mutating func beginPool() { isPoolCounted = false }

    mutating func add(
      _ name: String, usd: Double, isMissed: Bool, bare: Double
    ) {
      if !isPoolCounted { (pools, isPoolCounted) = (pools + 1, true) }
      var sum = sums[name] ?? Sum()
      sum.usd += usd
      sum.share += usd / bare
      sum.missed += isMissed ? 1 : 0
      sum.jobs += 1
      sums[name] = sum
    }

    func deadline(hours: Double) -> PolicyBacktestReport.Deadline? {
      let names =
        SimpleRule.allCases.map(\.rawValue) + [riskctl, clairvoyant]
      func share(_ name: String) -> Double? {
        sums[name].map { $0.share / Double($0.jobs) }
      }
      guard let greedy = share(SimpleRule.greedy.rawValue),
        let least = share(clairvoyant), let jobs = sums[riskctl]?.jobs
      else { return nil }
      let gap = greedy - least
      let policies = names.compactMap { name in
        sums[name].map { sum in
          let share = sum.share / Double(sum.jobs)
          return PolicyBacktestReport.Policy(
            name: name, meanUSD: sum.usd / Double(sum.jobs), costShare: share,
            missed: sum.missed,
            gapClosed: gap > 1e-9 ? (greedy - share) / gap : nil)
        }
      }
      func mean(_ name: String) -> Double {
        policies.first { $0.name == name }?.meanUSD ?? .nan
      }
      let best = policies.filter {
        SimpleRule(rawValue: $0.name) != nil && $0.missed == 0
      }.min { $0.meanUSD < $1.meanUSD }
      let ours = mean(riskctl)
      return PolicyBacktestReport.Deadline(
        hours: hours, jobs: jobs, pools: pools, policies: policies,
        savedUSDPerJob: mean(SimpleRule.onDemand.rawValue) - ours,
        savedAgainstBestRuleUSDPerJob: best.map { $0.meanUSD - ours },
        bestRule: best?.name)
    }
  }
}
