import Foundation

/// Least expected cost of finishing in time, by time left, work left and state.
///
/// Backward dynamic programming in ticks, methods/deadline.md (1) to (4): every
/// row of time left follows from the row before, so the table grows on demand
/// and serves every deadline and every start. A deadline missed costs 10^9.
struct DeadlineTable: Sendable {
  /// What to do from a state, when nothing runs or what runs is given up.
  enum Move: UInt16, Sendable { case wait, spot, onDemand }

  /// Cost of a missed deadline in dollars: more than any plan.
  static let missed = 1e9
  /// Cells of time left × work left that are kept at most, 144 bytes each:
  /// 100 MB a pool.
  static let mostCells = 700_000

  let environment: AgeEnvironment
  let workTicks: Int
  /// Most ticks of time that are looked at; more time is treated as this.
  let mostTimeTicks: Int
  /// Ticks of a launch.
  let launchTicks: Int
  let spotPerTick: Double
  /// Infinite cost when on-demand is not to be used.
  let onDemandPerTick: Double?

  private(set) var timeTicks = 0
  /// By time, work, state: value when idle.
  private var idleValue: [Float]
  /// By time, work, bucket of an up pool: value on spot with no launch left.
  private var runningValue: [Float]
  /// By time, work, state: move in two bits, then launch ticks left on spot up
  /// to which staying is best (plus one), then the same on on-demand.
  private var codes: [UInt16]
  private var row: Row

  private struct Row: Sendable {
    /// By work and state.
    var idle: [Double]
    /// By launch ticks left, work and bucket.
    var spot: [[Double]]
    /// By launch ticks left, work and state.
    var onDemand: [[Double]]
  }

  init(
    environment: AgeEnvironment, workTicks: Int, mostTimeTicks: Int,
    launchTicks: Int, spotPerTick: Double, onDemandPerTick: Double?
  ) {
    self.environment = environment
    self.workTicks = workTicks
    self.mostTimeTicks = mostTimeTicks
    // Seven bits hold the launch ticks.
    self.launchTicks = min(max(launchTicks, 0), 120)
    self.spotPerTick = spotPerTick
    self.onDemandPerTick = onDemandPerTick
    let states = environment.count * 2
    func start(_ width: Int) -> [Double] {
      var values = [Double](
        repeating: Self.missed, count: (workTicks + 1) * width)
      for e in 0..<width { values[e] = 0 }
      return values
    }
    row = Row(
      idle: start(states),
      spot: Array(
        repeating: start(environment.count), count: self.launchTicks + 1),
      onDemand: Array(repeating: start(states), count: self.launchTicks + 1))
    idleValue = row.idle.map { Float($0) }
    runningValue = row.spot[0].map { Float($0) }
    codes = [UInt16](
      repeating: Move.onDemand.rawValue, count: (workTicks + 1) * states)
  }

  /// Makes the table reach a time left.
  mutating func extend(toTimeTicks wanted: Int) {
    let target = min(wanted, mostTimeTicks)
    while timeTicks < target { step() }
  }

  /// Value and move when nothing runs.
  func idle(time: Int, work: Int, state: Int) -> (value: Double, move: Move) {
    let cell = index(time, work) * environment.count * 2 + state
    return (
      Double(idleValue[cell]), Move(rawValue: codes[cell] & 3) ?? .onDemand
    )
  }

  /// Value on spot after the launch, for an up state.
  func running(time: Int, work: Int, state: Int) -> Double {
    Double(
      runningValue[
        index(time, work) * environment.count + state - environment.count])
  }

  /// Whether staying on spot with launch ticks left beats every other move.
  func staysOnSpot(time: Int, work: Int, state: Int, launchLeft: Int) -> Bool {
    let cell = index(time, work) * environment.count * 2 + state
    return launchLeft < Int(codes[cell] >> 2 & 127)
  }

  /// The same for on-demand.
  func staysOnDemand(
    time: Int, work: Int, state: Int, launchLeft: Int
  ) -> Bool {
    let cell = index(time, work) * environment.count * 2 + state
    return launchLeft < Int(codes[cell] >> 9 & 127)
  }

  private func index(_ time: Int, _ work: Int) -> Int {
    min(max(time, 0), timeTicks) * (workTicks + 1)
      + min(max(work, 0), workTicks)
  }

  private mutating func step() {
    let next = timeTicks + 1
    let buckets = environment.count
    let states = buckets * 2
    var new = row
    let first = codes.count
    codes.append(
      contentsOf: repeatElement(0, count: (workTicks + 1) * states))
    for work in stride(from: 1, through: workTicks, by: 1) {
      // Whether after a tick without progress a launch on-demand still
      // finishes: the hard rule, also for spot.
      let isSafe =
        onDemandPerTick == nil || next - 1 >= launchTicks + work
      for state in 0..<states {
        let bucket = state % buckets
        let isUp = state >= buckets
        let p = environment.flip[state]
        let a = (1 - p) * environment.advance[state]
        let s = 1 - p - a
        let flipped = isUp ? 0 : buckets
        let ahead = a > 0 ? 1 : 0

        func onward(_ values: [Double], _ work: Int) -> Double {
          let base = work * states
          return p * values[base + flipped] + a * values[base + state + ahead]
            + s * values[base + state]
        }
        func onSpot(_ launchLeft: Int) -> Double {
          let left = launchLeft > 0 ? work : work - 1
          let values = row.spot[max(launchLeft - 1, 0)]
          let base = left * buckets
          return spotPerTick + p * row.idle[left * states]
            + a * values[base + bucket + ahead] + s * values[base + bucket]
        }
        func onDemand(_ launchLeft: Int, price: Double) -> Double {
          price
            + onward(
              row.onDemand[max(launchLeft - 1, 0)],
              launchLeft > 0 ? work : work - 1)
        }

        var best = Self.missed
        var move = Move.onDemand
        if let price = onDemandPerTick {
          best = min(best, onDemand(launchTicks, price: price))
        } else {
          move = .wait
        }
        if isSafe, isUp {
          let value = onSpot(launchTicks)
          if value <= best {
            best = value
            move = .spot
          }
        }
        if isSafe {
          let waiting = onward(row.idle, work)
          // At the same cost it is better to be done sooner.
          if waiting < best - 1e-9 * abs(best) {
            best = waiting
            move = .wait
          }
        }
        best = min(best, Self.missed)
        new.idle[work * states + state] = best
        var spotStays = 0
        var onDemandStays = 0
        for left in 0...launchTicks {
          if isUp {
            let value = isSafe ? onSpot(left) : Self.missed
            if value <= best, isSafe { spotStays = left + 1 }
            new.spot[left][work * buckets + bucket] = min(value, best)
          }
          let value =
            onDemandPerTick.map { onDemand(left, price: $0) } ?? Self.missed
          if value <= best, onDemandPerTick != nil { onDemandStays = left + 1 }
          new.onDemand[left][work * states + state] = min(value, best)
        }
        codes[first + work * states + state] =
          move.rawValue | UInt16(spotStays) << 2 | UInt16(onDemandStays) << 9
      }
    }
    idleValue.append(contentsOf: new.idle.lazy.map { Float($0) })
    runningValue.append(contentsOf: new.spot[0].lazy.map { Float($0) })
    row = new
    timeTicks = next
  }
}
