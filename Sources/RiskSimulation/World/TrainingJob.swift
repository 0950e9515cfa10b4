import RiskDomain
import RiskNumerics

/// What a training loop reports, as its log will have it.
struct LoopReport: Sendable {
  var job: String
  var at: UTCInstant
  var step: Int64
  /// Of a checkpoint.
  var checkpointSeconds: Int64?
  /// Of a start: from the last instance's launch to the first step.
  var restartSeconds: Int64?
  var bytes: Int64?
}

/// What a job wants to do, in whole seconds of the whole gang.
struct TrainingPlan: Sendable {
  var job: String
  var nodes: Int
  var workSeconds: Int64
  var intervalSeconds: Int64
  var checkpointSeconds: Int64
  var checkpointBytes: Int64
  /// How long it waits for capacity before its user gives it up.
  var patienceSeconds: Int64

  static let stepSeconds: Int64 = 5
}

/// One job from its first request to its end: a gang that works only when it
/// is whole, saves its work now and then, and starts over from there.
struct TrainingJob {
  private struct Member {
    var id: String
    var launchedAt: UTCInstant
    var lossAt: UTCInstant?
  }

  private enum Activity { case waiting, restarting, working }

  private let plan: TrainingPlan
  private var members: [Member] = []
  private var clock: UTCInstant
  private var requests = 0
  private var savedSeconds: Int64 = 0
  private(set) var lives: [String: Life] = [:]
  private(set) var reports: [LoopReport] = []
  private(set) var books = LossBooks()

  init(_ plan: TrainingPlan, requestedAt: UTCInstant) {
    self.plan = plan
    clock = requestedAt
  }

  /// Runs it to its end, or to that of the month.
  mutating func run(on site: inout PoolSimulation) {
    var ask = clock
    while assemble(from: ask, on: &site) {
      let launched = clock
      let restart = 120 + Int64(site.rng.index(below: 780))
      let ready = launched.adding(milliseconds: 1000 * restart)
      guard ready < site.end else {
        if advance(to: site.end, .restarting) { break }
        ask = nextRequest(on: &site)
        continue
      }
      guard advance(to: ready, .restarting) else {
        ask = nextRequest(on: &site)
        continue
      }
      books.resume()
      reports.append(
        LoopReport(
          job: plan.job, at: clock, step: step, restartSeconds: restart))
      if work(until: site.end) { break }
      ask = nextRequest(on: &site)
    }
    close(on: &site)
  }

  private var step: Int64 { savedSeconds / TrainingPlan.stepSeconds }

  /// An orchestrator sees the loss and asks again some minutes later.
  private func nextRequest(on site: inout PoolSimulation) -> UTCInstant {
    clock.adding(milliseconds: 1000 * (200 + Int64(site.rng.index(below: 300))))
  }

  /// Asks until the gang is whole; false when the month or the user's patience
  /// ends before.
  private mutating func assemble(
    from first: UTCInstant, on site: inout PoolSimulation
  ) -> Bool {
    var ask = first
    let givenUpAt = first.adding(milliseconds: 1000 * plan.patienceSeconds)
    while members.count < plan.nodes {
      let lastAsk = min(givenUpAt, site.end.adding(milliseconds: -180_000))
      guard ask < lastAsk else {
        let stop = ask < givenUpAt ? site.end : min(givenUpAt, site.end)
        while !advance(to: max(stop, clock), .waiting) {}
        return false
      }
      while !advance(to: max(ask, clock), .waiting) {}
      requests += 1
      let gang = "\(plan.job)/\(requests)"
      let missing = plan.nodes - members.count
      guard !site.isRefused(at: clock) else {
        site.refuse(plan.job, gang: gang, count: missing, at: clock)
        ask = clock.adding(
          milliseconds: 1000 * (300 + Int64(site.rng.index(below: 300))))
        continue
      }
      launch(missing, gang: gang, on: &site)
      let whole = members.map(\.launchedAt).max() ?? clock
      if !advance(to: max(whole, clock), .waiting) {
        ask = nextRequest(on: &site)
      }
    }
    return true
  }

  private mutating func launch(
    _ count: Int, gang: String, on site: inout PoolSimulation
  ) {
    for _ in 0..<count {
      let (id, launchedAt, lossAt) = site.start(
        plan.job, gang: gang, requestedAt: clock)
      members.append(Member(id: id, launchedAt: launchedAt, lossAt: lossAt))
      lives[id] = Life(
        plan: site.plan, market: .spot, instanceID: id,
        launchedAt: launchedAt, watchedFrom: launchedAt, endedAt: site.end,
        exit: .observationEnded, job: plan.job)
      books.open(id, gang: gang)
    }
  }

  /// Works and saves; false after a loss, true at the end of the work or of
  /// the month.
  private mutating func work(until end: UTCInstant) -> Bool {
    while savedSeconds < plan.workSeconds {
      let left = plan.workSeconds - savedSeconds
      let isLast = left <= plan.intervalSeconds
      let cycle = isLast ? left : plan.intervalSeconds
      let saved = clock.adding(
        milliseconds: 1000 * (cycle + (isLast ? 0 : plan.checkpointSeconds)))
      guard saved < end else { return advance(to: end, .working) }
      guard advance(to: saved, .working) else { return false }
      savedSeconds += cycle
      books.save()
      if !isLast {
        reports.append(
          LoopReport(
            job: plan.job, at: clock, step: step,
            checkpointSeconds: plan.checkpointSeconds,
            bytes: plan.checkpointBytes))
      }
    }
    return true
  }

  /// Lets time pass up to a moment; false when it stopped at a loss before.
  private mutating func advance(
    to moment: UTCInstant, _ activity: Activity
  ) -> Bool {
    let loss = members.compactMap(\.lossAt).filter { $0 <= moment }.min()
    let stop = loss ?? moment
    for member in members where member.launchedAt < stop {
      let stretch = LossBooks.Stretch(
        instanceID: member.id, from: max(clock, member.launchedAt),
        until: stop)
      switch activity {
      case .working: books.work(stretch)
      case .waiting: books.wait(stretch)
      case .restarting: books.restart(stretch)
      }
    }
    clock = max(clock, stop)
    guard loss != nil else { return true }
    for member in members where member.lossAt == stop {
      lives[member.id]?.endedAt = stop
      lives[member.id]?.exit = .interrupted
      books.lose(member.id, at: stop)
    }
    members.removeAll { $0.lossAt == stop }
    return false
  }

  /// Stops what still runs; the month's end stops nothing.
  private mutating func close(on site: inout PoolSimulation) {
    if clock < site.end {
      books.resume()
      for member in members {
        lives[member.id]?.endedAt = clock
        lives[member.id]?.exit = .released
      }
    }
    for id in lives.keys.sorted() {
      guard var life = lives[id] else { continue }
      if site.plan.pool.provider == .aws {
        site.warn(&life)
        // What AWS takes back in its first hour is free.
        life.isBilled = !(life.exit == .interrupted && life.hours < 1)
      }
      lives[id] = life
      site.history.lives.append(life)
    }
  }
}
