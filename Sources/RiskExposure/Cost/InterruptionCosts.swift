public import RiskDomain

/// Billed rows of the instances that interruptions touched.
public struct CostEvidence: Sendable {
  private let lives: [JobLife]
  private let wanted: Set<InstanceKey>
  private let names: InstanceNames
  private var rows: [InstanceKey: [BillingUsage]] = [:]
  private let until: UTCInstant

  /// - Parameters:
  ///   - lives: of `jobLives(from:catalog:labels:until:)`.
  ///   - aliases: names of instances that bills may use.
  ///   - until: the end of the facts.
  public init(
    lives: [JobLife], aliases: [InstanceAlias], until: UTCInstant
  ) {
    self.lives = lives
    self.until = until
    names = InstanceNames(aliases, until: until)
    let lost = lives.filter { $0.exit == .interrupted }
    let jobs = Set(lost.compactMap(\.job))
    wanted = Set(
      lives.filter { life in
        life.exit == .interrupted || life.job.map(jobs.contains) ?? false
      }.map { InstanceKey(provider: $0.pool.provider, id: $0.instanceID) })
  }

  /// Takes one row; rows of other instances are passed over.
  public mutating func add(_ usage: BillingUsage) {
    guard let id = usage.resourceID else { return }
    let key = names.key(usage.provider, id, at: usage.usageEnd)
    guard wanted.contains(key) else { return }
    rows[key, default: []].append(usage)
  }

  /// What every interruption cost, by moment, pool and instance.
  ///
  /// - Parameters:
  ///   - usage: of all instances, for the time that bills cover; rows may be
  ///     joined.
  ///   - coverage: what the bills say of themselves.
  ///   - reports: checkpoints and starts.
  ///   - catalog: which interrupted hours a provider does not bill.
  public func costs(
    usage: [BillingUsage], coverage: [BillingCoverage],
    reports: [CheckpointReport], catalog: Catalog
  ) -> [InterruptionCost] {
    var byJob: [String: [CheckpointReport]] = [:]
    for report in reports where report.at <= until {
      byJob[report.job, default: []].append(report)
    }
    let meters = JobMeters(
      rows: rows.mapValues {
        InstanceMeter(
          $0.sorted {
            ($0.usageStart, $0.usageEnd, $0.item)
              < ($1.usageStart, $1.usageEnd, $1.item)
          })
      },
      spans: BillingSpans(
        WatchSurvey(usage: usage, until: until), coverage: coverage,
        until: until), catalog: catalog)
    var result: [InterruptionCost] = []
    for (job, lives) in Dictionary(grouping: lives, by: \.job) {
      guard let job else {
        result += lives.filter { $0.exit == .interrupted }.map(meters.alone)
        continue
      }
      for timeline in JobTimeline.runs(lives, reports: byJob[job] ?? []) {
        for loss in timeline.losses(until: until) {
          result += meters.costs(of: loss, in: timeline)
        }
      }
    }
    return result.sorted {
      ($0.at, $0.pool, $0.instanceID) < ($1.at, $1.pool, $1.instanceID)
    }
  }
}

/// What the instances of jobs cost over any stretch.
private struct JobMeters {
  typealias Figure = InterruptionCost.Figure

  var rows: [InstanceKey: InstanceMeter]
  var spans: BillingSpans
  var catalog: Catalog

  private func meter(_ life: JobLife) -> InstanceMeter {
    rows[InstanceKey(provider: life.pool.provider, id: life.instanceID)]
      ?? InstanceMeter([])
  }

  private func partialHour(_ life: JobLife) -> Figure {
    meter(life).paidAfterEnd(
      of: life, spans: spans,
      freeSeconds: catalog.freeSeconds(interruptedIn: life.pool))
  }

  /// A loss of which nothing names the job.
  func alone(_ life: JobLife) -> InterruptionCost {
    InterruptionCost(
      at: life.endedAt, pool: life.pool, instanceID: life.instanceID,
      team: life.team, gang: life.gang, currency: meter(life).currency,
      lostWork: .unknown(.noJob), idleGang: .unknown(.noJob),
      restart: .unknown(.noJob), partialHour: partialHour(life), sharedBy: 1,
      isOver: true)
  }

  func costs(
    of loss: JobTimeline.Loss, in timeline: JobTimeline
  ) -> [InterruptionCost] {
    let lives = timeline.lives
    let count = loss.lost.count
    var parts: [Figure]
    if loss.size > 1, loss.lost.allSatisfy({ $0.gang == nil }) {
      parts = [.unknown(.noGang), .unknown(.noGang), .unknown(.noGang)]
    } else {
      let gap = Figure.unknown(loss.gap ?? .noRestartReport)
      parts = [
        loss.workSince.map { paid(lives, from: $0, until: loss.at) }
          ?? .unknown(.noCheckpointReport),
        loss.waitsUntil.map { paid(lives, from: loss.at, until: $0) } ?? gap,
        loss.waitsUntil.flatMap { whole in
          loss.restartsUntil.map { paid(lives, from: whole, until: $0) }
        } ?? gap,
      ]
    }
    let currencies = Set(lives.compactMap { meter($0).currency })
    if currencies.count > 1 {
      parts = parts.map { $0.amount == nil ? $0 : .unknown(.mixedCurrencies) }
    }
    return loss.lost.enumerated().map { place, life in
      InterruptionCost(
        at: life.endedAt, pool: life.pool, instanceID: life.instanceID,
        job: life.job, team: life.team, gang: life.gang,
        currency: meter(life).currency ?? currencies.sorted().first,
        lostWork: parts[0].share(place, of: count),
        idleGang: parts[1].share(place, of: count),
        restart: parts[2].share(place, of: count),
        partialHour: partialHour(life), sharedBy: count, gangSize: loss.size,
        reprovisionMilliseconds: lives.lazy.map(\.launchedAt)
          .first { $0 > life.endedAt }?.milliseconds(since: life.endedAt),
        downMilliseconds: loss.atWorkAt?.milliseconds(since: life.endedAt),
        isOver: loss.isOver)
    }
  }

  /// What all instances of a job cost over a stretch; the first reason why
  /// one of them is unknown.
  private func paid(
    _ lives: [JobLife], from: UTCInstant, until: UTCInstant
  ) -> Figure {
    var sum = InterruptionCost.Amount.zero
    guard from < until else { return .known(sum) }
    for life in lives where life.launchedAt < until && life.endedAt > from {
      let figure = meter(life).paid(
        for: life, from: from, until: until, spans: spans,
        freeSeconds: catalog.freeSeconds(interruptedIn: life.pool))
      guard let amount = figure.amount else { return figure }
      let (micro, overflow) = sum.micro.addingReportingOverflow(amount.micro)
      guard !overflow else { return .unknown(.noBill) }
      sum.micro = micro
      sum.instanceMilliseconds += amount.instanceMilliseconds
    }
    return .known(sum)
  }
}

extension InterruptionCost.Figure {
  /// The part of one among `count` equals; what division leaves goes to the
  /// first.
  fileprivate func share(_ place: Int, of count: Int) -> Self {
    guard case .known(let amount) = self, count > 1 else { return self }
    func share(_ whole: Int64) -> Int64 {
      let number = Int64(count)
      return whole / number + (Int64(place) < whole % number ? 1 : 0)
    }
    return .known(
      .init(
        micro: share(amount.micro),
        instanceMilliseconds: share(amount.instanceMilliseconds)))
  }
}
