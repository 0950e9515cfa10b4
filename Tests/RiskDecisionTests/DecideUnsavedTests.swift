import RiskDecision
import RiskDomain
import RiskModels
import RiskNumerics
import Testing

/// Work since the last checkpoint is lost with a loss and with a move that
/// does not save first.
struct DecideUnsavedTests {
  private func policy(
    _ perHour: Double = 0.5, clock: Spell.Clock = .probe
  ) -> DecidePolicy {
    DecideFixture.policy(
      DecideFixture.job(),
      DecideFixture.outlook(
        PiecewiseHazard(constantPerHour: perHour), clock: clock))
  }

  /// A save comes first: 0.1 + 4.5 + 1.0 = 5.6 h to move at once, 5.0 h left.
  ///
  /// After 30 s and the next request in 0.1 h, 4.6 h are needed of 4.89.
  /// e^(−0.5 · 0.10833) = 0.9473; 4.6 h · $10/3 = $15.33.
  @Test func savesWhereTheUnsavedWorkWouldMissTheDeadline() throws {
    var policy = policy()
    let answer = try policy.answer(
      DecideFixture.request(.spot, work: 4.5, left: 5, unsaved: 1, age: 2)
    ).get()
    #expect(answer.action == .checkpointNow)
    #expect(answer.meetDeadline == 0.9473)
    #expect(answer.expectedRemainingUSD == 15.33)
  }

  /// 0.1 + 4.5 + 0.35 = 4.95 h of 5.0: a move now is in time for certain, a
  /// save is not; 4.95 h · $10/3 = $16.50.
  @Test func movesAtOnceWhereOnlyThatIsCertain() throws {
    var policy = policy()
    let answer = try policy.answer(
      DecideFixture.request(.spot, work: 4.5, left: 5, unsaved: 0.35, age: 2)
    ).get()
    #expect(answer.action == .onDemand)
    #expect(answer.meetDeadline == 1)
    #expect(answer.expectedRemainingUSD == 16.5)
  }

  /// 7 h to do, 6 h unsaved, 10 h left: a move as it is could need 13 h.
  @Test func onDemandSavesBeforeItMovesToSpot() throws {
    var policy = policy(0.05)
    let saving = try policy.answer(
      DecideFixture.request(.onDemand, work: 7, left: 10, unsaved: 6)
    ).get()
    #expect(saving.action == .checkpointNow)
    #expect(saving.meetDeadline == 1)
    #expect(saving.reason.contains("Save before the move to spot: 6 h"))
    let saved = try policy.answer(
      DecideFixture.request(.onDemand, work: 7, left: 10, unsaved: 0.05)
    ).get()
    #expect(saved.action == .spot)
    // 0.3 h of slack hold no save and a start on spot.
    let tight = try policy.answer(
      DecideFixture.request(.onDemand, work: 7, left: 7.4, unsaved: 6)
    ).get()
    #expect(tight.action == .onDemand)
    #expect(tight.meetDeadline == 1)
  }

  /// Nothing is to be lost with continuous checkpoints, whatever is said.
  @Test func continuousCheckpointsHaveNothingUnsaved() throws {
    var policy = DecideFixture.policy(
      DecideFixture.job(continuous: true),
      DecideFixture.outlook(PiecewiseHazard(constantPerHour: 0.5)))
    for mode in [DecideRequest.Mode.spot, .onDemand] {
      var answers: [DecideAnswer] = []
      for unsaved in [nil, 6.0] {
        answers.append(
          try policy.answer(
            DecideFixture.request(mode, work: 7, left: 10, unsaved: unsaved)
          ).get())
      }
      #expect(answers[0] == answers[1])
    }
  }

  /// Moving needs 0.1 + 1 h, staying 1 h and what is left of a restart: it is
  /// left as soon as that is later, in time or not.
  @Test(arguments: [
    (1.05, 0, DecideAnswer.Action.spot), (0.9, 0, .spot), (0.9, 0.1, .spot),
    (0.9, 0.2, .onDemand),
  ])
  func tooLateTakesWhatIsDoneSooner(
    left: Double, restart: Double, action: DecideAnswer.Action
  ) throws {
    var policy = DecideFixture.policy(
      DecideFixture.job(continuous: true),
      DecideFixture.outlook(PiecewiseHazard(constantPerHour: 0.5)))
    let answer = try policy.answer(
      DecideFixture.request(.spot, work: 1, left: left, restart: restart)
    ).get()
    #expect(answer.action == action)
    // e^(−0.5 · 1) where staying is in time.
    #expect(answer.meetDeadline == (left > 1 ? 0.6065 : 0))
  }

  /// Jobs that start with unsaved work, losses that spoil saves: whatever
  /// on-demand could meet at the first request is met.
  @Test(arguments: [Spell.Clock.probe, .instance])
  func noDeadlineIsMissedWithUnsavedWork(clock: Spell.Clock) {
    var policy = policy(clock: clock)
    var saves = 0
    var moves = 0
    for seed in 0..<400 as Range<UInt64> {
      var run = UnsavedRun(seed: seed)
      let isMet = run.meetsDeadline(&policy)
      #expect(isMet, "seed \(seed)")
      saves += run.saves
      moves += run.movesFromOnDemand
    }
    // The cases in question do come up.
    #expect(saves > 50)
    #expect(moves > 20)
  }
}

/// One job played in steps of 0.1 h, losses drawn by a seed.
private struct UnsavedRun {
  static let tick = 0.1
  static let launch = 0.1
  static let save = 30.0 / 3600
  static let tolerance = 1e-7

  var luck: SplitMix64
  var mode: DecideRequest.Mode
  /// From here, the unsaved work taken as done.
  var work: Double
  var unsaved: Double
  var left: Double
  var restart = 0.0
  var age = 1.0
  var isUp = true
  var lossPerTick: Double
  /// Whether the job also saves by itself when the answer's interval is over.
  var savesByItself: Bool
  var saves = 0
  var movesFromOnDemand = 0

  init(seed: UInt64) {
    luck = SplitMix64(seed: seed)
    mode = luck.uniform() < 0.5 ? .spot : .onDemand
    work = Double(5 + Int(luck.uniform() * 60)) * Self.tick
    unsaved = Double(Int(luck.uniform() * 40)) * Self.tick
    let slack = Double(Int(luck.uniform() * luck.uniform() * 60)) * Self.tick
    // What on-demand can meet: by a move as it is, or by going on.
    left = work + slack + (mode == .spot ? Self.launch + unsaved : 0)
    lossPerTick = [0.02, 0.1, 0.3][Int(seed % 3)]
    savesByItself = luck.uniform() < 0.5
  }

  mutating func meetsDeadline(_ policy: inout DecidePolicy) -> Bool {
    while work > Self.tolerance, left > Self.tolerance {
      var request = DecideFixture.request(
        mode, work: work, left: left, unsaved: unsaved, age: age,
        restart: restart, since: age, available: isUp)
      if mode == .idle { request.hoursSinceCheckpoint = nil }
      guard case .success(let answer) = policy.answer(request) else {
        return false
      }
      step(answer)
    }
    return work <= Self.tolerance
  }

  private mutating func step(_ answer: DecideAnswer) {
    var saving = 0.0
    switch answer.action {
    case .checkpointNow:
      saving = Self.save
      saves += 1
    case .spot: move(to: .spot)
    case .onDemand: move(to: .onDemand)
    case .wait: move(to: .idle)
    case .capacityBlock: break
    }
    let isLost = luck.uniform() < lossPerTick
    left -= Self.tick
    age += Self.tick
    if mode == .spot, isLost {
      // The step is lost whole, and a save in it comes to nothing.
      loseUnsaved()
      (mode, isUp, age) = (.idle, false, 0)
      return
    }
    if mode != .idle {
      let ran = max(Self.tick - restart, 0)
      restart = max(restart - Self.tick, 0)
      let done = min(max(ran - saving, 0), work)
      work -= done
      unsaved = (saving > 0 ? 0 : unsaved) + done
      if savesByItself, let every = answer.checkpointEveryHours,
        unsaved >= every
      {
        unsaved = 0
      }
    }
    if mode != .spot {
      let flips = isUp ? isLost : luck.uniform() < 0.2
      if flips { (isUp, age) = (!isUp, 0) }
    }
  }

  private mutating func move(to next: DecideRequest.Mode) {
    guard next != mode else { return }
    if mode == .onDemand { movesFromOnDemand += 1 }
    loseUnsaved()
    mode = next
    restart = next == .idle ? 0 : Self.launch
    if next == .spot { age = 0 }
  }

  private mutating func loseUnsaved() {
    work += unsaved
    unsaved = 0
  }
}
