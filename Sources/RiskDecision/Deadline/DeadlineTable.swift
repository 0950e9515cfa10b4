import Foundation

/// Least expected cost of finishing in time, by slack, work left and state.
///
/// Slack is time left less work left, in ticks: a tick of work leaves it as it
/// is and every other tick takes one of it. So only slacks that a job can reach
/// are looked at, and a row for one tick more of slack follows from the row
/// before (methods/deadline.md (1) to (4)): the table grows on demand and
/// serves every deadline and every start. A deadline missed costs 10^9.
struct DeadlineTable: Sendable {
  /// What to do from a state, when nothing runs or what runs is given up.
  enum Move: UInt16, Sendable { case wait, spot, onDemand }

  /// Cost of a missed deadline in dollars: more than any plan.
  static let missed = 1e9
  /// Cells of slack × work that are kept at most, 192 bytes each with the
  /// usual buckets: 100 MB a pool.
  static let mostCells = 500_000

  let environment: AgeEnvironment
  let workTicks: Int
  /// Most ticks of slack that are looked at; more is treated as this.
  let mostSlackTicks: Int
  /// Ticks of a launch.
  let launchTicks: Int
  let spotPerTick: Double
  /// nil when on-demand is not to be used.
  let onDemandPerTick: Double?
  /// Paid at every start: data read from another region or cloud.
  let spotStartUSD, onDemandStartUSD: Double

  /// Ticks of slack that the table reaches; -1 before the first row.
  private(set) var slackTicks = -1
  /// By slack from -1 on, work, state: value when idle.
  private var idleValue: [Float] = []
  /// By slack, work, bucket of an up pool: value on spot with no launch left.
  private var runningValue: [Float] = []
  /// By slack, work, state: move in two bits, then launch ticks left on spot
  /// up to which staying is best (plus one), then the same on on-demand.
  private var codes: [UInt16]
  /// The values of the last slack, cell by cell of work (`DeadlineCell`).
  private var row: [Double]

  init(
    environment: AgeEnvironment, workTicks: Int, mostSlackTicks: Int,
    launchTicks: Int, spotPerTick: Double, onDemandPerTick: Double?,
    spotStartUSD: Double = 0, onDemandStartUSD: Double = 0
  ) {
    self.environment = environment
    self.workTicks = workTicks
    self.mostSlackTicks = mostSlackTicks
    // Seven bits hold the launch ticks.
    self.launchTicks = min(max(launchTicks, 0), 120)
    self.spotPerTick = spotPerTick
    self.onDemandPerTick = onDemandPerTick
    self.spotStartUSD = spotStartUSD
    self.onDemandStartUSD = onDemandStartUSD
    let cell = DeadlineCell(environment.count, launchTicks: self.launchTicks)
    row = [Double](
      repeating: Self.missed, count: (workTicks + 1) * cell.width + 1)
    for k in 0..<cell.width { row[k] = 0 }
    // With less time than work the deadline is lost: on-demand is done
    // soonest; without it a job goes on where it runs.
    let stays = UInt16(self.launchTicks + 1)
    let hopeless: UInt16 =
      onDemandPerTick == nil
      ? Move.wait.rawValue | stays << 2 : Move.onDemand.rawValue | stays << 9
    for work in 0...workTicks {
      let value: Float = work == 0 ? 0 : Float(Self.missed)
      idleValue += repeatElement(value, count: cell.states)
      runningValue += repeatElement(value, count: cell.buckets)
    }
    codes = [UInt16](
      repeating: hopeless, count: (workTicks + 1) * cell.states)
  }

  /// Makes the table reach a slack.
  mutating func extend(toSlackTicks wanted: Int) {
    let target = min(wanted, mostSlackTicks)
    guard slackTicks < target else { return }
    let cells = (target - slackTicks) * (workTicks + 1)
    let first = (slackTicks + 2) * (workTicks + 1)
    let states = environment.count * 2
    idleValue += repeatElement(0, count: cells * states)
    runningValue += repeatElement(0, count: cells * environment.count)
    codes += repeatElement(
      Move.onDemand.rawValue, count: cells * states)
    let sweep = DeadlineSweep(self)
    let slacks = (slackTicks + 1)...target
    row.withUnsafeMutableBufferPointer { row in
      idleValue.withUnsafeMutableBufferPointer { idle in
        runningValue.withUnsafeMutableBufferPointer { running in
          codes.withUnsafeMutableBufferPointer { codes in
            guard let row = row.baseAddress, let idle = idle.baseAddress,
              let running = running.baseAddress, let codes = codes.baseAddress
            else { return }
            for slack in slacks {
              let cell = first + (slack - slacks.lowerBound) * (workTicks + 1)
              sweep.advance(
                row, slackTicks: slack, idle: idle + cell * states,
                running: running + cell * states / 2,
                codes: codes + cell * states)
            }
          }
        }
      }
    }
    slackTicks = target
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

  /// Value when idle at the last slack, in full precision.
  func lastIdle(work: Int, state: Int) -> Double {
    let cell = DeadlineCell(environment.count, launchTicks: launchTicks)
    return row[min(max(work, 0), workTicks) * cell.width + state]
  }

  private func index(_ time: Int, _ work: Int) -> Int {
    let work = min(max(work, 0), workTicks)
    let slack = min(max(time - work, -1), slackTicks)
    return (slack + 1) * (workTicks + 1) + work
  }
}
