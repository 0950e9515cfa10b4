/// A job replayed on what one pool was seen to do, tick by tick.
///
/// As in published simulators a launch, a relaunch after a loss and a change of
/// mode cost `launchTicks` that are paid and do no work; spot is lost at the
/// boundary of a tick (methods/deadline.md, Replay).
public struct TraceReplay: Hashable, Sendable {
  /// Whether spot could be had, by tick.
  public var isUp: [Bool]
  public var workTicks, deadlineTicks, launchTicks: Int
  public var spotUSDPerTick, onDemandUSDPerTick: Double

  public init(
    isUp: [Bool], workTicks: Int, deadlineTicks: Int, launchTicks: Int,
    spotUSDPerTick: Double, onDemandUSDPerTick: Double
  ) {
    self.isUp = isUp
    self.workTicks = workTicks
    self.deadlineTicks = deadlineTicks
    self.launchTicks = launchTicks
    self.spotUSDPerTick = spotUSDPerTick
    self.onDemandUSDPerTick = onDemandUSDPerTick
  }

  public enum Mode: Sendable { case idle, spot, onDemand }

  /// Where a job stands at the start of a tick.
  public struct Moment: Hashable, Sendable {
    /// Ticks since the start of the job, and of work and launch left.
    public var tick, workLeft, launchLeft: Int
    public var mode: Mode
    public var isUp: Bool
  }

  /// What a job cost; one that missed its deadline counts with what it had
  /// cost by then.
  public struct Outcome: Hashable, Sendable {
    public var usd: Double
    public var isMissed: Bool
  }

  /// Plays a job that starts at a tick of the trace.
  ///
  /// The trace must reach to the deadline; spot that cannot be had is a wait.
  public func outcome(
    from start: Int, _ choose: (Moment) throws -> Mode
  ) rethrows -> Outcome {
    var moment = Moment(
      tick: 0, workLeft: workTicks, launchLeft: 0, mode: .idle, isUp: false)
    var usd = 0.0
    while moment.workLeft > 0, moment.tick < deadlineTicks,
      start + moment.tick < isUp.count
    {
      moment.isUp = isUp[start + moment.tick]
      if moment.mode == .spot, !moment.isUp {
        (moment.mode, moment.launchLeft) = (.idle, 0)
      }
      var wanted = try choose(moment)
      if wanted == .spot, !moment.isUp { wanted = .idle }
      if wanted != moment.mode {
        moment.mode = wanted
        moment.launchLeft = wanted == .idle ? 0 : launchTicks
      }
      if wanted != .idle {
        usd += wanted == .spot ? spotUSDPerTick : onDemandUSDPerTick
        if moment.launchLeft > 0 {
          moment.launchLeft -= 1
        } else {
          moment.workLeft -= 1
        }
      }
      moment.tick += 1
    }
    return Outcome(usd: usd, isMissed: moment.workLeft > 0)
  }
}
