import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

struct DecidePolicyTests {
  /// Falling hazards, as measured on availability traces.
  static let loss = PiecewiseHazard(
    cutsHours: [0, 0.5, 2, 8], ratesPerHour: [1.2, 0.5, 0.2, 0.06])
  static let gain = PiecewiseHazard(
    cutsHours: [0, 0.5, 2], ratesPerHour: [1.5, 0.6, 0.15])

  /// A trace drawn from the two hazards.
  static func trace(ticks: Int, seed: UInt64) -> [Bool] {
    var generator = SplitMix64(seed: seed)
    var up = generator.uniform() < 0.5
    var age = 0.0
    return (0..<ticks).map { _ in
      let hazard = up ? loss : gain
      let stays = hazard.survival(aheadHours: 0.1, ageHours: age)
      age += 0.1
      if generator.uniform() >= stays { (up, age) = (!up, 0) }
      return up
    }
  }

  static func policy(_ replay: DeadlineReplay) -> DecidePolicy {
    DecidePolicy(
      job: replay.job,
      outlooks: [DeadlineReplay.outlook(loss: loss, acquisition: gain)],
      catalog: Catalog())
  }

  @Test(arguments: [40, 42, 43, 46, 52, 60, 80])
  func noDeadlineIsMissed(deadline: Int) {
    // 4 h of work, launches of 0.2 h; 4.2 h is the least that can be met.
    var replay = DeadlineReplay(
      up: [], work: 40, deadline: deadline, launchTicks: 2)
    var policy = Self.policy(replay)
    let canBeMet = deadline >= 42
    for seed in 0..<30 as Range<UInt64> {
      replay.up = Self.trace(ticks: deadline, seed: seed)
      #expect(replay.decide(&policy).missed == !canBeMet || !canBeMet)
    }
    for pattern in Self.adversaries(deadline) {
      replay.up = pattern
      let result = replay.decide(&policy)
      #expect(!result.missed || !canBeMet, "\(pattern)")
    }
  }

  /// Always down, flapping each tick, up for just long enough to be trusted,
  /// and lost for good at each single tick.
  static func adversaries(_ ticks: Int) -> [[Bool]] {
    var patterns: [[Bool]] = [
      Array(repeating: false, count: ticks),
      Array(repeating: true, count: ticks),
      (0..<ticks).map { $0 % 2 == 0 },
      (0..<ticks).map { $0 % 2 == 1 },
      (0..<ticks).map { $0 % 4 != 3 },
    ]
    for lost in 0..<ticks {
      patterns.append((0..<ticks).map { $0 < lost })
      patterns.append((0..<ticks).map { $0 >= lost })
    }
    return patterns
  }

  /// The adversary that takes spot away whenever that hurts most: it sees the
  /// answers and cuts at the first tick from which on-demand just fits.
  @Test(arguments: [1, 2, 5])
  func lossAtTheWorstMomentIsSurvived(launchTicks: Int) {
    for extra in [0, 1, 2, 3, 5, 8, 13, 24] {
      let work = 30
      var replay = DeadlineReplay(
        up: [], work: work, deadline: work + launchTicks + extra,
        launchTicks: launchTicks)
      var policy = Self.policy(replay)
      for cut in 0..<replay.deadline {
        replay.up = (0..<replay.deadline).map { $0 < cut || $0 == cut + 1 }
        #expect(!replay.decide(&policy).missed)
      }
    }
  }

  /// On traces from the assumed hazards the table must beat greedy on average
  /// by more than chance, and cost what it says it will (the standard error of
  /// 500 runs is 2 %).
  @Test func cheaperThanGreedyAndAsForetold() throws {
    var replay = DeadlineReplay(up: [], work: 44, deadline: 56, launchTicks: 2)
    var policy = Self.policy(replay)
    var gains: [Double] = []
    var spent = 0.0
    var foretold = 0.0
    for seed in 1000..<1500 as Range<UInt64> {
      replay.up = Self.trace(ticks: replay.deadline, seed: seed)
      let mine = replay.decide(&policy)
      let greedy = replay.greedy()
      #expect(!mine.missed)
      #expect(!greedy.missed)
      gains.append(greedy.cost - mine.cost)
      spent += mine.cost * DeadlineReplay.tick
      var first = request(work: 4.4, left: 5.6, available: replay.up[0])
      first.pools[0].sinceHours = 0
      foretold += try #require(policy.answer(first).get().expectedRemainingUSD)
    }
    let n = Double(gains.count)
    let mean = gains.reduce(0, +) / n
    let variance = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    #expect(mean > 2 * (variance / n).squareRoot(), "\(mean)")
    expectClose(spent / foretold, 1, relative: 0.05)
  }

  private func request(
    work: Double, left: Double, mode: DecideRequest.Mode = .idle,
    available: Bool = true, restart: Double? = nil, unsaved: Double? = nil
  ) -> DecideRequest {
    DecideRequest(
      id: "r", now: DeadlineReplay.start,
      deadline: DeadlineReplay.start.adding(hours: left),
      remainingWorkHours: work, mode: mode,
      pool: mode == .spot ? DeadlineReplay.pool : nil,
      restartRemainingHours: restart, hoursSinceCheckpoint: unsaved,
      pools: [
        .init(pool: DeadlineReplay.pool, available: available, sinceHours: 3)
      ])
  }

  private func policy(work: Int = 40) -> DecidePolicy {
    Self.policy(
      DeadlineReplay(up: [], work: work, deadline: 0, launchTicks: 2))
  }

  /// p(up) = 0 and no return: on-demand from the start, at
  /// (4 h + 0.2 h) · 10/3 = $14.
  @Test func withoutReturnOnDemandAtItsPrice() throws {
    let replay = DeadlineReplay(up: [], work: 40, deadline: 0, launchTicks: 2)
    var policy = DecidePolicy(
      job: replay.job,
      outlooks: [DeadlineReplay.outlook(loss: Self.loss, acquisition: nil)],
      catalog: Catalog())
    let answer = try policy.answer(
      request(work: 4, left: 20, available: false)
    ).get()
    #expect(answer.action == .onDemand)
    #expect(answer.expectedRemainingUSD == 14)
    #expect(answer.meetDeadline == 1)
  }

  /// No loss ever: spot, at 4 h + 0.2 h = $4.20.
  @Test func withoutLossSpotAtItsPrice() throws {
    let replay = DeadlineReplay(up: [], work: 40, deadline: 0, launchTicks: 2)
    var policy = DecidePolicy(
      job: replay.job,
      outlooks: [
        DeadlineReplay.outlook(
          loss: PiecewiseHazard(constantPerHour: 0), acquisition: nil)
      ], catalog: Catalog())
    let answer = try policy.answer(request(work: 4, left: 20)).get()
    #expect(answer.action == .spot)
    #expect(answer.expectedRemainingUSD == 4.2)
  }

  @Test func moreTimeNeverCostsMoreAndMoreWorkNeverLess() throws {
    var policy = policy(work: 80)
    var last = Double.infinity
    for left in stride(from: 4.5, through: 12, by: 0.5) {
      let usd = try #require(
        try policy.answer(request(work: 4, left: left)).get()
          .expectedRemainingUSD)
      #expect(usd <= last + 0.011)
      last = usd
    }
    last = 0
    for work in stride(from: 0.5, through: 8, by: 0.5) {
      let usd = try #require(
        try policy.answer(request(work: work, left: 12)).get()
          .expectedRemainingUSD)
      #expect(usd >= last)
      last = usd
    }
  }

  @Test func answersDoNotDependOnEarlierRequests() throws {
    var used = policy()
    for left in [9.0, 4.2, 18] {
      _ = used.answer(request(work: 7, left: left))
      _ = used.answer(request(work: 2, left: left))
    }
    for left in stride(from: 4.2, through: 20, by: 0.7) {
      var fresh = policy()
      let wanted = request(work: 4, left: left)
      #expect(try used.answer(wanted).get() == fresh.answer(wanted).get())
    }
  }

  @Test func tooLateStaysOnSpotThatCanStillMakeIt() throws {
    var policy = policy()
    // 1 h of work in 1.1 h: a launch on-demand (0.2 h) comes too late.
    let staying = try policy.answer(
      request(work: 1, left: 1.1, mode: .spot)
    ).get()
    #expect(staying.action == .spot)
    #expect(staying.meetDeadline < 1)
    let lost = try policy.answer(request(work: 1, left: 1.1)).get()
    #expect(lost.action == .onDemand)
    #expect(lost.meetDeadline == 0)
  }

  @Test func unsavedWorkNarrowsTheSlack() throws {
    var replay = DeadlineReplay(up: [], work: 40, deadline: 0, launchTicks: 2)
    replay.launchTicks = 2
    var job = replay.job
    job.checkpoint.continuous = false
    job.checkpoint.restoreSeconds = 0
    job.checkpoint.localWriteSeconds = 30
    var policy = DecidePolicy(
      job: job,
      outlooks: [
        DeadlineReplay.outlook(loss: Self.loss, acquisition: Self.gain)
      ], catalog: Catalog())
    // 4 h + 0.2 h launch; 0.9 h of time to spare. With 0.3 h unsaved the worst
    // case still fits; with 1 h unsaved it does not.
    let safe = try policy.answer(
      request(work: 4, left: 5.1, mode: .spot, unsaved: 0.3)
    ).get()
    #expect(safe.action == .spot)
    #expect((safe.checkpointEveryHours ?? 0) > 0)
    // 0.7 h unsaved fit once more; a save makes room again.
    let saving = try policy.answer(
      request(work: 4, left: 5.1, mode: .spot, unsaved: 0.7)
    ).get()
    #expect(saving.action == .checkpointNow)
    #expect(saving.pool == DeadlineReplay.pool)
    let risky = try policy.answer(
      request(work: 4, left: 5.1, mode: .spot, unsaved: 1)
    ).get()
    #expect(risky.action != .spot)
  }

  @Test func runningWhereNothingIsKnownStaysWhileSafe() throws {
    var policy = policy()
    let pool = PoolID(
      provider: .aws, zone: "eu-west-1a", instanceType: "p3.2xlarge")
    var ask = request(work: 4, left: 6, mode: .spot)
    ask.pool = pool
    ask.pools = []
    let staying = try policy.answer(ask).get()
    #expect(staying.action == .spot)
    #expect(staying.pool == pool)
    #expect(staying.expectedRemainingUSD == nil)
    // 0.05 h beyond work and launch: a running gang works until it is lost, one
    // that still launches does not.
    ask.deadline = DeadlineReplay.start.adding(hours: 4.25)
    #expect(try policy.answer(ask).get().action == .spot)
    ask.restartRemainingHours = 0.1
    #expect(try policy.answer(ask).get().action == .onDemand)
  }

  @Test func currentPoolNeedNotBeListed() throws {
    var policy = policy()
    var ask = request(work: 4, left: 8, mode: .spot)
    ask.ageHours = 3
    let listed = try policy.answer(ask).get()
    ask.pools = []
    #expect(try policy.answer(ask).get() == listed)
  }

  @Test func pickTheSaferOfTwoPools() throws {
    let other = PoolID(
      provider: .aws, zone: "us-west-2b", instanceType: "p3.2xlarge")
    let replay = DeadlineReplay(up: [], work: 40, deadline: 0, launchTicks: 2)
    var job = replay.job
    job.pools.append(other)
    job.prices.append(
      JobSpec.PriceOverride(pool: other, spotPerHour: 1, onDemandPerHour: 4))
    var calm = DeadlineReplay.outlook(
      loss: Self.loss.scaled(by: 0.2), acquisition: Self.gain)
    calm.pool = other
    var policy = DecidePolicy(
      job: job,
      outlooks: [
        DeadlineReplay.outlook(loss: Self.loss, acquisition: Self.gain), calm,
      ], catalog: Catalog())
    var ask = request(work: 4, left: 6)
    ask.pools.append(.init(pool: other, available: true, sinceHours: 3))
    let answer = try policy.answer(ask).get()
    #expect(answer.action == .spot)
    #expect(answer.pool == other)
  }

  @Test(arguments: [
    #"{"id":"x","now":"2023-02-20T00:00:00Z"}"#, #"{"id":7,"now":1}"#,
    #"[1,2"#,
    #"{"id":"x","now":"2023-13-20T00:00:00Z","mode":"idle","pools":[]}"#,
    #"{"id":"x","now":"2023-13-20T00:00:00Z","remainingWorkHours":1,"mode":"idle","pools":[]}"#,
  ])
  func brokenLinesGetAnError(line: String) throws {
    guard case .failure(let failure) = DecideLine.request(Data(line.utf8))
    else {
      Issue.record("no failure for \(line)")
      return
    }
    #expect(!failure.error.isEmpty)
    #expect(
      failure.id
        == (line.hasPrefix("[") ? nil : line.contains("7") ? .integer(7) : "x")
    )
    let text = String(
      decoding: try DecideLine.line(.failure(failure)), as: UTF8.self)
    #expect(text.hasPrefix(#"{"error":""#))
    #expect(text.contains(#""id":"#))
  }

  @Test func theContractsRequestIsRead() throws {
    let line = #"""
      {"id":"r1","now":"2023-02-20T00:00:00Z",
      "deadline":"2023-02-22T22:00:00Z","remainingWorkHours":30.1,
      "mode":"spot","pool":"aws/us-west-2a/p3.2xlarge","ageHours":1.2,
      "restartRemainingHours":0.0,"hoursSinceCheckpoint":0.3,"pools":[
      {"pool":"aws/us-west-2a/p3.2xlarge","available":true,"sinceHours":1.2},
      {"pool":"aws/us-west-2b/p3.2xlarge","available":false,"sinceHours":0.4}]}
      """#
    let request = try DecideLine.request(Data(line.utf8)).get()
    #expect(request.pools.count == 2)
    #expect(request.remainingWorkHours == 30.1)
    #expect(request.pools[1].available == false)
    #expect(request.hoursSinceCheckpoint == 0.3)
  }
}
