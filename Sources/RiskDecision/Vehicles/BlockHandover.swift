/// A Capacity Block that takes over what spot has not done by its start.
///
/// The block is paid for when it is booked, so its fee is due however little is
/// left to do.
struct BlockHandover: Sendable {
  /// Start of the block, in hours from the advice.
  var atHours: Double
  /// Hours of the block before it is taken back.
  var usableHours: Double
  /// For the whole block.
  var feeUSD: Double
  /// Hours of the block's gang for one hour of the spot gang's work.
  var workRatio: Double
  /// The fee over all of its instance-hours, for the instances of the gang.
  var gangUSDPerHour: Double

  /// Charges the fee for a run that ended on spot before the block began.
  func chargeUnused(_ outcome: inout SpotRun.Outcome) {
    outcome.idleUSD += feeUSD
  }

  /// Finishes a run in the block; it stays undone when the block is too short.
  func finish(
    _ outcome: inout SpotRun.Outcome, left: Double, launchHours: Double
  ) {
    let work = left * workRatio
    let needed = launchHours + work
    outcome.starts += 1
    let launch = min(launchHours, usableHours)
    let done = min(work, usableHours - launch)
    outcome.restartUSD += launch * gangUSDPerHour
    outcome.computeUSD += done * gangUSDPerHour
    outcome.idleUSD += max(feeUSD - (launch + done) * gangUSDPerHour, 0)
    if needed <= usableHours { outcome.doneHours = atHours + needed }
  }
}
