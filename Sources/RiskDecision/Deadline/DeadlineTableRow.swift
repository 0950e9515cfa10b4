/// Where the values of one slack and work lie.
///
/// First idle by state, then on spot by launch ticks left and bucket of an up
/// pool, then on on-demand by launch ticks left and state.
struct DeadlineCell: Sendable {
  let buckets, launch: Int

  init(_ buckets: Int, launchTicks: Int) {
    self.buckets = buckets
    launch = launchTicks
  }

  var states: Int { buckets * 2 }
  var width: Int { states + (launch + 1) * (buckets + states) }

  func spot(launchLeft: Int) -> Int { states + launchLeft * buckets }
  func onDemand(launchLeft: Int) -> Int {
    states + (launch + 1) * buckets + launchLeft * states
  }
}

/// Turns the values of one slack into those of a tick more.
///
/// methods/deadline.md (1) to (4). The one place with unchecked access: every
/// index lies inside by the shapes made in `DeadlineTable.init`.
struct DeadlineSweep {
  private typealias Four = SIMD4<Double>
  private typealias Codes = SIMD4<Int64>
  private typealias Values = UnsafeMutablePointer<Double>

  /// Chances of a tick by state, four states an entry.
  private struct Chances {
    var flip: [Four] = []
    var advance: [Four] = []
    var stay: [Four] = []
  }

  private let cell: DeadlineCell
  private let works: Int
  private let spotPrice: Double
  private let onDemandPrice: Double?
  private let spotStart, onDemandStart: Double
  private let followsPool: Bool
  /// Of an up pool in which the job runs; only its up half is read.
  private let running: Chances
  /// Of a pool in which it does not.
  private let looking: Chances

  init(_ table: DeadlineTable) {
    let environment = table.environment
    cell = DeadlineCell(environment.count, launchTicks: table.launchTicks)
    works = table.workTicks + 1
    spotPrice = table.spotPerTick
    onDemandPrice = table.onDemandPerTick
    spotStart = table.spotStartUSD
    onDemandStart = table.onDemandStartUSD
    followsPool = environment.agesFollowPool
    func chances(restingFrom first: Int) -> Chances {
      var all = Chances()
      for k in stride(from: 0, to: environment.count * 2, by: 4) {
        var flip = Four.zero
        var advance = Four.zero
        for j in 0..<4 where k + j < first {
          flip[j] = environment.flip[k + j]
          advance[j] = (1 - flip[j]) * environment.advance[k + j]
        }
        all.flip.append(flip)
        all.advance.append(advance)
        all.stay.append(1 - flip - advance)
      }
      return all
    }
    running = chances(restingFrom: .max)
    // An up pool of which the age says nothing stays up till it is tried.
    looking = chances(
      restingFrom: environment.agesFollowPool ? .max : environment.count)
  }

  /// Overwrites the row of slack s − 1 with that of s, and writes the values
  /// when idle, those on spot with no launch left, and the moves.
  func advance(
    _ row: UnsafeMutablePointer<Double>, slackTicks: Int,
    idle: UnsafeMutablePointer<Float>, running: UnsafeMutablePointer<Float>,
    codes: UnsafeMutablePointer<UInt16>
  ) {
    for work in 1..<max(works, 1) {
      let here = row + work * cell.width
      fill(
        here, here - cell.width, codes + work * cell.states,
        slackTicks: slackTicks)
      narrow(here, into: idle + work * cell.states, count: cell.states)
      narrow(
        here + cell.spot(launchLeft: 0), into: running + work * cell.buckets,
        count: cell.buckets)
    }
  }

  private func narrow(
    _ values: Values, into kept: UnsafeMutablePointer<Float>, count: Int
  ) {
    for k in stride(from: 0, to: count, by: 4) {
      UnsafeMutableRawPointer(kept + k).storeBytes(
        of: SIMD4<Float>(load(values + k)), as: SIMD4<Float>.self)
    }
  }

  /// One cell: `here` holds slack s − 1 of the same work and becomes s;
  /// `done` holds slack s of a tick of work less.
  private func fill(
    _ here: Values, _ done: Values, _ codes: UnsafeMutablePointer<UInt16>,
    slackTicks: Int
  ) {
    let (buckets, launch) = (cell.buckets, cell.launch)
    let missed = Four(repeating: DeadlineTable.missed)
    // Whether a launch on-demand still finishes after a tick without progress,
    // and after one of work: the hard rule, also for spot.
    let mayPause = onDemandPrice == nil || slackTicks - 1 >= launch
    let mayWork = onDemandPrice == nil || slackTicks >= launch

    // Launch ticks from the most down, because each needs the old value of one
    // less.
    for left in stride(from: launch, through: 0, by: -1) {
      let target = here + cell.onDemand(launchLeft: left)
      let source =
        left > 0
        ? here + cell.onDemand(launchLeft: left - 1)
        : done + cell.onDemand(launchLeft: 0)
      if let onDemandPrice, slackTicks >= left {
        onward(source, into: target, price: onDemandPrice)
      } else {
        for k in stride(from: 0, to: cell.states, by: 4) {
          store(missed, target + k)
        }
      }
    }
    for left in stride(from: launch, through: 0, by: -1) {
      let target = here + cell.spot(launchLeft: left)
      let source =
        left > 0
        ? here + cell.spot(launchLeft: left - 1)
        : done + cell.spot(launchLeft: 0)
      let lost = left > 0 ? here[0] : done[0]
      let isSafe = left > 0 ? mayPause : mayWork
      for k in stride(from: 0, to: buckets, by: 4) {
        guard isSafe else {
          store(missed, target + k)
          continue
        }
        let c = (buckets + k) / 4
        var value = running.flip[c] * lost
        value += running.advance[c] * load(source + k + 1)
        value += running.stay[c] * load(source + k)
        store(value + spotPrice, target + k)
      }
    }
    choose(here, codes, mayPause: mayPause, missed: missed)
    settle(here, codes)
  }

  /// Mean over what the pool becomes in a tick that is paid on-demand.
  private func onward(_ source: Values, into target: Values, price: Double) {
    let buckets = cell.buckets
    for (first, flipped) in [(0, source[buckets]), (buckets, source[0])] {
      for k in stride(from: first, to: first + buckets, by: 4) {
        var value = looking.flip[k / 4] * flipped
        value += looking.advance[k / 4] * load(source + k + 1)
        value += looking.stay[k / 4] * load(source + k)
        store(value + price, target + k)
      }
    }
  }

  /// The best move from nothing: idle values and moves.
  private func choose(
    _ here: Values, _ codes: UnsafeMutablePointer<UInt16>, mayPause: Bool,
    missed: Four
  ) {
    let (buckets, launch) = (cell.buckets, cell.launch)
    let wait = Codes(repeating: Int64(DeadlineTable.Move.wait.rawValue))
    let spot = Codes(repeating: Int64(DeadlineTable.Move.spot.rawValue))
    let onDemand = Codes(
      repeating: Int64(DeadlineTable.Move.onDemand.rawValue))
    let toOnDemand = here + cell.onDemand(launchLeft: launch)
    let toSpot = here + cell.spot(launchLeft: launch)
    let (downNow, upNow) = (here[0], here[buckets])
    // The old value of the next bucket is read before this one is overwritten.
    for k in stride(from: 0, to: cell.states, by: 4) {
      let isUp = k >= buckets
      var best = missed
      var move = onDemandPrice == nil ? wait : onDemand
      if onDemandPrice != nil {
        best = lesser(best, load(toOnDemand + k) + onDemandStart)
      }
      if isUp {
        // A new instance has age 0 where ages are those of instances.
        let value =
          spotStart
          + (followsPool
            ? load(toSpot + k - buckets) : Four(repeating: toSpot[0]))
        let wins = (value .<= best) .& (value .< missed)
        best.replace(with: value, where: wins)
        move.replace(with: spot, where: wins)
      }
      if mayPause {
        let c = k / 4
        var value = looking.flip[c] * (isUp ? downNow : upNow)
        value += looking.advance[c] * load(here + k + 1)
        value += looking.stay[c] * load(here + k)
        // At the same cost it is better to be done sooner.
        let wins = value .< best - 1e-9 * best
        best.replace(with: value, where: wins)
        move.replace(with: wait, where: wins)
      }
      store(best, here + k)
      UnsafeMutableRawPointer(codes + k).storeBytes(
        of: SIMD4<UInt16>(truncatingIfNeeded: move), as: SIMD4<UInt16>.self)
    }
  }

  /// Gives up what runs where that is better, and notes up to which launch
  /// tick staying is best.
  private func settle(
    _ here: Values, _ codes: UnsafeMutablePointer<UInt16>
  ) {
    let buckets = cell.buckets
    for k in stride(from: 0, to: cell.states, by: 4) {
      let best = load(here + k)
      var stays = Codes.zero
      let code = UnsafeMutableRawPointer(codes + k)
      for left in 0...cell.launch {
        let number = Codes(repeating: Int64(left + 1) << 9)
        let value = load(here + cell.onDemand(launchLeft: left) + k)
        if onDemandPrice != nil {
          stays.replace(with: number, where: value .<= best)
        }
        store(
          lesser(value, best), here + cell.onDemand(launchLeft: left) + k)
      }
      var all = stays
      if k >= buckets {
        stays = .zero
        for left in 0...cell.launch {
          let number = Codes(repeating: Int64(left + 1) << 2)
          let at = here + cell.spot(launchLeft: left) + k - buckets
          let value = load(at)
          stays.replace(with: number, where: value .<= best)
          store(lesser(value, best), at)
        }
        all |= stays
      }
      let moves = code.loadUnaligned(as: SIMD4<UInt16>.self)
      code.storeBytes(
        of: moves | SIMD4<UInt16>(truncatingIfNeeded: all),
        as: SIMD4<UInt16>.self)
    }
  }

  private func load(_ at: Values) -> Four {
    UnsafeRawPointer(at).loadUnaligned(as: Four.self)
  }

  private func store(_ value: Four, _ at: Values) {
    UnsafeMutableRawPointer(at).storeBytes(of: value, as: Four.self)
  }

  private func lesser(_ a: Four, _ b: Four) -> Four {
    a.replacing(with: b, where: b .< a)
  }
}
