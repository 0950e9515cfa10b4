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
  /// Paid at every start: data read from another region or cloud.
  let spotStartUSD, onDemandStartUSD: Double

  private(set) var timeTicks = 0
  /// By time, work, state: value when idle.
  private var idleValue: [Float]
  /// By time, work, bucket of an up pool: value on spot with no launch left.
  private var runningValue: [Float]
  /// By time, work, state: move in two bits, then launch ticks left on spot up
  /// to which staying is best (plus one), then the same on on-demand.
  private var codes: [UInt16]
  private var row: Row

  /// Values for one time left, flat.
  struct Row: Sendable {
    /// By work and state.
    var idle: [Double]
    /// By launch ticks left, work and bucket of an up pool.
    var spot: [Double]
    /// By launch ticks left, work and state.
    var onDemand: [Double]
  }

  init(
    environment: AgeEnvironment, workTicks: Int, mostTimeTicks: Int,
    launchTicks: Int, spotPerTick: Double, onDemandPerTick: Double?,
    spotStartUSD: Double = 0, onDemandStartUSD: Double = 0
  ) {
    self.environment = environment
    self.workTicks = workTicks
    self.mostTimeTicks = mostTimeTicks
    // Seven bits hold the launch ticks.
    self.launchTicks = min(max(launchTicks, 0), 120)
    self.spotPerTick = spotPerTick
    self.onDemandPerTick = onDemandPerTick
    self.spotStartUSD = spotStartUSD
    self.onDemandStartUSD = onDemandStartUSD
    let states = environment.count * 2
    func start(_ width: Int, blocks: Int) -> [Double] {
      var values = [Double](
        repeating: Self.missed, count: (workTicks + 1) * width * blocks)
      for block in 0..<blocks {
        let first = block * (workTicks + 1) * width
        for e in first..<(first + width) { values[e] = 0 }
      }
      return values
    }
    row = Row(
      idle: start(states, blocks: 1),
      spot: start(environment.count, blocks: self.launchTicks + 1),
      onDemand: start(states, blocks: self.launchTicks + 1))
    idleValue = row.idle.map { Float($0) }
    runningValue = row.spot.prefix((workTicks + 1) * environment.count).map {
      Float($0)
    }
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
    let (next, moves) = row(after: row, timeTicks: timeTicks + 1)
    idleValue.append(contentsOf: next.idle.lazy.map { Float($0) })
    runningValue.append(
      contentsOf: next.spot.prefix((workTicks + 1) * environment.count).lazy
        .map { Float($0) })
    codes.append(contentsOf: moves)
    row = next
    timeTicks += 1
  }
}
