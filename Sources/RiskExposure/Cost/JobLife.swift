public import RiskDomain

/// One stretch of one instance's life, however it was bought, with whom it
/// worked for.
public struct JobLife: Hashable, Sendable {
  public var pool: PoolID
  public var market: Market
  /// The instance's id without the decoration that some sources give it.
  public var instanceID: String
  /// nil where neither the launch log nor the bill names one.
  public var job: String?
  public var team: String?
  /// The gang that it was started with; nil where the launch log names none.
  public var gang: String?
  /// When it was asked for; nil where the launch log does not tell.
  public var requestedAt: UTCInstant?
  public var launchedAt, endedAt: UTCInstant
  /// Why it ended; `.observationEnded` where it ran when the facts ended.
  public var exit: Spell.Exit
  /// Seconds between warning and loss; nil when none was recorded.
  public var noticeSeconds: Double?

  public init(
    pool: PoolID, market: Market, instanceID: String, job: String?,
    team: String?, gang: String?, requestedAt: UTCInstant? = nil,
    launchedAt: UTCInstant, endedAt: UTCInstant, exit: Spell.Exit,
    noticeSeconds: Double? = nil
  ) {
    self.pool = pool
    self.market = market
    self.instanceID = instanceID
    self.job = job
    self.team = team
    self.gang = gang
    self.requestedAt = requestedAt
    self.launchedAt = launchedAt
    self.endedAt = endedAt
    self.exit = exit
    self.noticeSeconds = noticeSeconds
  }
}

/// The names under which bills carry whom a line was for.
public struct CostLabels: Hashable, Sendable {
  public var job, team: String

  public init(job: String = "job", team: String = "team") {
    self.job = job
    self.team = team
  }
}

/// Lives of all instances, bought in whatever way, up to `until`.
///
/// They begin and end where `spells(from:)` sees spot instances begin and end.
/// A job comes from the launch log, else from the bill's label; a team from
/// the bill's label alone, the instance's own or one of its job's.
///
/// - Returns: sorted by start and instance.
public func jobLives(
  from facts: InstanceFacts, catalog: Catalog, labels: CostLabels = .init(),
  until: UTCInstant
) -> [JobLife] {
  let evidence = InstanceEvidence.gather(facts, until: until)
  var tally = LifeTally()
  var jobs = LabelReader(labels.job)
  var teams = LabelReader(labels.team)
  var result: [JobLife] = []
  for life in instanceLives(
    evidence, facts: facts, catalog: catalog, until: until,
    markets: Set(Market.allCases),
    survey: WatchSurvey(facts, evidence, until: until), &tally)
  {
    guard let id = life.instanceID,
      let known = evidence[
        InstanceKey(provider: life.pool.provider, id: id)],
      let market = known.market
    else { continue }
    let launch =
      known.launches.last { launch in
        launch.launchedAt.map { $0 <= life.watchedUntil } ?? false
      } ?? known.launches.first
    result.append(
      JobLife(
        pool: life.pool, market: market, instanceID: id,
        job: launch?.job
          ?? known.usage.lazy.compactMap { jobs.value(in: $0.labels) }.first,
        team: known.usage.lazy.compactMap { teams.value(in: $0.labels) }.first,
        gang: launch?.gang, requestedAt: launch?.requestedAt,
        launchedAt: life.watchedFrom,
        endedAt: life.watchedUntil, exit: life.exit,
        noticeSeconds: life.noticeSeconds))
  }
  // What is not billed carries no label.
  let teamOfJob = Dictionary(
    result.compactMap { life in
      life.job.flatMap { job in life.team.map { (job, $0) } }
    }, uniquingKeysWith: min)
  for index in result.indices where result[index].team == nil {
    result[index].team = result[index].job.flatMap { teamOfJob[$0] }
  }
  return result.sorted {
    ($0.launchedAt, $0.instanceID) < ($1.launchedAt, $1.instanceID)
  }
}
