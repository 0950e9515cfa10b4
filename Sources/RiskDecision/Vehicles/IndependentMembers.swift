import RiskNumerics

/// Members of a job that need none of the others, as trials of a sweep do.
struct IndependentMembers: Hashable, Sendable {
  /// Members on spot, each of which the run describes.
  var onSpot: Int
  /// Members that are on-demand from the start.
  var held: Int
  var heldUSDPerHour: Double
}

extension SpotRun {
  /// Plays each member for itself; the job is done with the last.
  ///
  /// A loss costs the work of the lost one alone. All live in one world: what
  /// is not known of the pool is drawn once, and so is the wait for its
  /// return. Beyond that each has its own luck: several lost at one instant
  /// cost on average what they cost one by one, but vary more.
  func playIndependent(
    _ members: IndependentMembers, _ seeds: Seeds
  ) -> Outcome {
    var single = self
    single.independent = nil
    var luck = SplitMix64(seed: seeds.luck)
    var all = Outcome()
    all.doneHours = startHours
    for _ in 0..<members.onSpot {
      all.add(single.play(luck: luck.next(), world: seeds.world))
    }
    if members.held > 0 { all.add(held(members)) }
    return all
  }

  private func held(_ members: IndependentMembers) -> Outcome {
    var outcome = Outcome()
    let price = members.heldUSDPerHour * Double(members.held)
    outcome.restartUSD = launchHours * price
    outcome.computeUSD = workHours * price
    outcome.starts = members.held
    outcome.doneHours = startHours + launchHours + workHours
    return outcome
  }
}

extension SpotRun.Outcome {
  /// Adds what another member came to; the world stays the last one's.
  mutating func add(_ other: SpotRun.Outcome) {
    computeUSD += other.computeUSD
    checkpointUSD += other.checkpointUSD
    lostUSD += other.lostUSD
    restartUSD += other.restartUSD
    waitingUSD += other.waitingUSD
    idleUSD += other.idleUSD
    interruptions += other.interruptions
    starts += other.starts
    draw = other.draw
    usedFallback = usedFallback || other.usedFallback
    ranOnSpot = ranOnSpot || other.ranOnSpot
    if let mine = doneHours, let theirs = other.doneHours {
      doneHours = max(mine, theirs)
    } else {
      doneHours = nil
    }
  }
}
