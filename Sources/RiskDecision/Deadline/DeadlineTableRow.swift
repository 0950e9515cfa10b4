extension DeadlineTable {
  /// The row for one tick more of time, with the moves by work and state.
  ///
  /// methods/deadline.md (1) to (4). The one place with unchecked access:
  /// every index lies inside by the shapes made in `init`.
  func row(after old: Row, timeTicks: Int) -> (row: Row, moves: [UInt16]) {
    var new = old
    let states = environment.count * 2
    var moves = [UInt16](
      repeating: Move.onDemand.rawValue, count: (workTicks + 1) * states)
    old.idle.withUnsafeBufferPointer { idle in
      old.spot.withUnsafeBufferPointer { spot in
        old.onDemand.withUnsafeBufferPointer { onDemand in
          new.idle.withUnsafeMutableBufferPointer { newIdle in
            new.spot.withUnsafeMutableBufferPointer { newSpot in
              new.onDemand.withUnsafeMutableBufferPointer { newOnDemand in
                moves.withUnsafeMutableBufferPointer { moves in
                  let sweep = Sweep(
                    table: self, timeTicks: timeTicks, idle: idle, spot: spot,
                    onDemand: onDemand)
                  sweep.fill(newIdle, newSpot, newOnDemand, moves)
                }
              }
            }
          }
        }
      }
    }
    return (new, moves)
  }

  /// One backward step over all work and states.
  private struct Sweep {
    let table: DeadlineTable
    let timeTicks: Int
    let idle: UnsafeBufferPointer<Double>
    let spot: UnsafeBufferPointer<Double>
    let onDemand: UnsafeBufferPointer<Double>

    /// Chances of one state within a tick.
    struct Chances {
      var flip, advance, stay: Double
      /// Index offset of the next bucket, 0 in the last.
      var ahead: Int
    }

    func fill(
      _ newIdle: UnsafeMutableBufferPointer<Double>,
      _ newSpot: UnsafeMutableBufferPointer<Double>,
      _ newOnDemand: UnsafeMutableBufferPointer<Double>,
      _ moves: UnsafeMutableBufferPointer<UInt16>
    ) {
      let buckets = table.environment.count
      let states = buckets * 2
      let launch = table.launchTicks
      let works = table.workTicks + 1
      let price = table.onDemandPerTick
      let byState = (0..<states).map { chances($0) }
      let followsPool = table.environment.agesFollowPool
      // An up pool of which the age says nothing stays up till it is tried.
      let resting = Chances(flip: 0, advance: 0, stay: 1, ahead: 0)
      byState.withUnsafeBufferPointer { chances in
        for work in 1..<works {
          // Whether after a tick without progress a launch on-demand still
          // finishes: the hard rule, also for spot.
          let isSafe = price == nil || timeTicks - 1 >= launch + work
          for state in 0..<states {
            let isUp = state >= buckets
            let running = chances[state]
            let chance = isUp && !followsPool ? resting : running
            let flipped = isUp ? 0 : buckets
            let bucket = isUp ? state - buckets : state

            var best = missed
            var move = price == nil ? Move.wait : .onDemand
            if let price {
              best = min(
                best,
                price + table.onDemandStartUSD
                  + onward(onDemand, launch, work, state, flipped, chance))
            }
            if isSafe, isUp {
              // A new instance has age 0 where ages are those of instances.
              let first = followsPool ? bucket : 0
              let value =
                table.spotStartUSD
                + onSpot(launch, work, first, chances[buckets + first])
              if value <= best { (best, move) = (value, .spot) }
            }
            if isSafe {
              let waiting = mean(idle, work * states, state, flipped, chance)
              // At the same cost it is better to be done sooner.
              if waiting < best - 1e-9 * abs(best) {
                (best, move) = (waiting, .wait)
              }
            }
            newIdle[work * states + state] = best
            var spotStays: UInt16 = 0
            var onDemandStays: UInt16 = 0
            for left in 0...launch {
              if isUp {
                var value = missed
                if isSafe {
                  value = onSpot(left, work, bucket, running)
                  if value <= best { spotStays = UInt16(left + 1) }
                }
                newSpot[(left * works + work) * buckets + bucket] = min(
                  value, best)
              }
              var value = missed
              if let price {
                value =
                  price + onward(onDemand, left, work, state, flipped, chance)
                if value <= best { onDemandStays = UInt16(left + 1) }
              }
              newOnDemand[(left * works + work) * states + state] = min(
                value, best)
            }
            moves[work * states + state] =
              move.rawValue | spotStays << 2 | onDemandStays << 9
          }
        }
      }
    }

    private var missed: Double { DeadlineTable.missed }

    private func chances(_ state: Int) -> Chances {
      let flip = table.environment.flip[state]
      let advance = (1 - flip) * table.environment.advance[state]
      return Chances(
        flip: flip, advance: advance, stay: 1 - flip - advance,
        ahead: advance > 0 ? 1 : 0)
    }

    /// Mean over what a state becomes within the tick.
    private func mean(
      _ values: UnsafeBufferPointer<Double>, _ base: Int, _ state: Int,
      _ flipped: Int, _ chance: Chances
    ) -> Double {
      chance.flip * values[base + flipped]
        + chance.advance * values[base + state + chance.ahead]
        + chance.stay * values[base + state]
    }

    /// Mean after a tick on on-demand with launch ticks left before it.
    private func onward(
      _ values: UnsafeBufferPointer<Double>, _ left: Int, _ work: Int,
      _ state: Int, _ flipped: Int, _ chance: Chances
    ) -> Double {
      let rest = left > 0 ? work : work - 1
      let block = left > 0 ? left - 1 : 0
      let states = table.environment.count * 2
      return mean(
        values, (block * (table.workTicks + 1) + rest) * states, state, flipped,
        chance)
    }

    /// Cost of a tick on spot and the mean after it; a loss leaves the job
    /// idle in a pool that has just gone down.
    private func onSpot(
      _ left: Int, _ work: Int, _ bucket: Int, _ chance: Chances
    ) -> Double {
      let rest = left > 0 ? work : work - 1
      let block = left > 0 ? left - 1 : 0
      let buckets = table.environment.count
      let base = (block * (table.workTicks + 1) + rest) * buckets + bucket
      return table.spotPerTick + chance.flip * idle[rest * buckets * 2]
        + chance.advance * spot[base + chance.ahead]
        + chance.stay * spot[base]
    }
  }
}
