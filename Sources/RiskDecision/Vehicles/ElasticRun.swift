import RiskModels
import RiskNumerics

/// How far a gang on spot may shrink.
struct ElasticGang: Hashable, Sendable {
  /// Spot instances with fewer of which the gang waits.
  var fewest: Int
  /// Instances bought on-demand beside them.
  var held: Int
  /// Hours from a loss, or a newcomer, to the next step: initialising and
  /// reading the checkpoint, without provisioning.
  var rescaleHours: Double
  /// Hours until a lost batch is handed out again; nil where no queue feeds
  /// the members and a loss throws away the work of all.
  var redeliveryHours: Double?
}

extension SpotRun {
  /// Plays a run of a gang that goes on with fewer members.
  ///
  /// Speed is proportional to the members that run. A loss throws away the
  /// work since the last durable checkpoint and costs a rescale; the request
  /// for those that are missing stays open, and when it is granted all of them
  /// join after a checkpoint and a rescale. With fewer than the fewest the
  /// survivors wait for an hour, then all are given back. Members that a queue
  /// feeds are on their own: a loss costs the batch of the lost, the others
  /// work on, and newcomers launch beside them.
  func playElastic(_ elastic: ElasticGang, _ seeds: Seeds) -> Outcome {
    var luck = SplitMix64(seed: seeds.luck)
    var world = SplitMix64(seed: seeds.world)
    let draw = worldDraw(using: &world)
    var outcome = Outcome()
    outcome.draw = draw
    var left = workHours
    var now = startHours
    let (firstWait, age) = firstWait(
      lossFactor: draw.loss, waitFactor: draw.wait, using: &world)
    var gang = members
    gang.advance(hours: age)
    gang.removeAll()
    var returnsAt = startHours + firstWait
    var restart = launchHours
    var lastLoss: Double?
    // Members that work on behind a queue read no data anew.
    var readsData = true
    while outcome.interruptions < Self.mostRestarts, now < giveUpHours {
      if gang.count < max(elastic.fewest, 1) {
        let wait = max(returnsAt - now, 0)
        let limit = waitLimit(now: now, left: left) ?? .infinity
        let heldUSDPerHour =
          isFirstLaunch(outcome)
          ? 0
          : onDemandShareUSDPerHour + spotUSDPerHour * draw.price
            * share(of: gang.count)
        outcome.waitingUSD +=
          min(wait, limit, Self.holdHours) * heldUSDPerHour
        if wait > limit {
          finishOnDemand(
            &outcome, at: now + limit, left: left, launch: relaunchHours)
          return outcome
        }
        now += wait
        guard now < giveUpHours else { break }
        if wait > Self.holdHours {
          gang.removeAll()
        } else {
          gang.advance(hours: wait)
        }
        gang.fill()
        if isFirstLaunch(outcome) { gang.advance(hours: age) }
        restart = isFirstLaunch(outcome) ? launchHours : relaunchHours
        readsData = true
        returnsAt = .infinity
      }
      let speed =
        Double(gang.count + elastic.held) / Double(gang.size + elastic.held)
      let price =
        onDemandShareUSDPerHour + spotUSDPerHour * draw.price
        * share(of: gang.count)
      let life = gang.lifeHours(
        factor: draw.loss,
        exponential: exponentialSample(rate: 1, using: &luck),
        within: longestHours(left: left / speed, restart: restart),
        hourOfWeek: hourOfWeekMultiplier, hour: hourOfWeekAtZero + now)
      let horizon = returnsAt - now
      var stretch = self.stretch(
        left: left / speed, restart: restart, life: min(life, horizon),
        from: now)
      if life > horizon { stretch.saveBeforeHandover(checkpoint) }
      let running = gang.count
      if stretch.end == .lost {
        gang.advance(hours: stretch.totalHours)
        if life <= horizon {
          let lost = gang.lose(using: &luck, isReplaced: false)
          if elastic.redeliveryHours != nil {
            stretch.keepWork(share: 1 - Double(lost.count) / Double(running))
          }
        }
      }
      outcome.add(stretch, usdPerHour: price)
      if !readsData, stretch.totalHours > 0 { outcome.starts -= 1 }
      readsData = elastic.redeliveryHours == nil
      now += stretch.totalHours
      left = max(left - stretch.savedHours * speed, 0)
      switch stretch.end {
      case .done:
        // A batch lost near the end is waited for.
        if let wait = elastic.redeliveryHours, let lastLoss {
          now = max(now, lastLoss + wait)
        }
        outcome.doneHours = now
        return outcome
      case .unsafe:
        finishOnDemand(&outcome, at: now, left: left, launch: relaunchHours)
        return outcome
      case .lost where life > horizon:
        if elastic.redeliveryHours != nil {
          outcome.restartUSD +=
            spotUSDPerHour * draw.price * launchHours
            * share(of: gang.size - gang.count)
        }
        gang.fill()
        readsData = true
        returnsAt = .infinity
      case .lost:
        outcome.interruptions += 1
        lastLoss = now
        if returnsAt == .infinity {
          let wait = waitHours(factor: draw.wait, ageHours: 0, using: &luck)
          let launch = elastic.redeliveryHours == nil ? 0 : launchHours
          returnsAt = now + wait + launch
        }
      }
      restart = elastic.rescaleHours
    }
    return outcome
  }

  private func share(of count: Int) -> Double {
    Double(count) / Double(max(members.size, 1))
  }

  private func isFirstLaunch(_ outcome: Outcome) -> Bool {
    outcome.starts == 0
  }
}
