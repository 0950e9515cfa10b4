import Foundation
import RiskModels

extension CheckpointModel {
  /// From an age on, checkpoint every so many hours.
  public struct ScheduleEntry: Hashable, Sendable {
    public var ageHours: Double
    public var intervalHours: Double
  }

  /// Intervals by age that save the most work per hour of life (7).
  ///
  /// Maximises E(work saved in a life) − ρ·E(life) by dynamic programming over
  /// age, with ρ found by bisection so that the maximum is 0 (Dinkelbach).
  /// A constant hazard gives one entry. Empty when nothing is ever saved or no
  /// loss is to be feared.
  public func schedule(
    minHours: Double, workHours: Double
  ) -> [ScheduleEntry] {
    guard loss.meanLifeHours != nil,
      let best = bestInterval(minHours: minHours, workHours: workHours)
    else { return [] }
    let grid = AgeGrid(
      model: self, bestIntervalHours: best.intervalHours,
      minHours: max(minHours, 1.0 / 3600), maxHours: workHours)
    var low = 0.0
    var high = 1.0
    for _ in 0..<30 {
      let rate = (low + high) / 2
      if grid.surplus(rate: rate) > 0 { low = rate } else { high = rate }
    }
    return grid.entries(rate: low)
  }

  /// The ages and candidate intervals of the programme, and its recursion.
  private struct AgeGrid {
    let model: CheckpointModel
    let stepHours: Double
    let count: Int
    let intervals: [Double]
    let maxHours: Double

    init(
      model: CheckpointModel, bestIntervalHours best: Double, minHours: Double,
      maxHours: Double
    ) {
      self.model = model
      self.maxHours = maxHours
      let horizon =
        model.loss.capHours
        ?? (model.loss.cutsHours.last ?? 0) + 2 * model.segmentHours(best)
      // At most 400 ages and 60 intervals: 24,000 moves a sweep.
      stepHours = max(horizon / 400, best / 10)
      count = max(Int((horizon / stepHours).rounded(.up)), 2)
      let low = max(min(best / 6, maxHours), minHours)
      let high = max(min(best * 12, maxHours), low)
      // The best constant interval is one of them: a constant hazard gets it.
      intervals =
        ((0..<60).map { low * pow(high / low, Double($0) / 59) } + [best])
        .sorted()
    }

    /// Value and best interval at every age, and at the constant tail; nil
    /// where saving no more is best.
    func solve(rate rho: Double) -> (value: [Double], best: [Double?]) {
      let loss = model.loss
      var value = [Double](repeating: 0, count: count + 1)
      var best = [Double?](repeating: nil, count: count + 1)
      if loss.capHours == nil {
        let tail = loss.ratesPerHour.last ?? 0
        var top = -rho / tail
        for s in intervals {
          let length = model.segmentHours(s)
          let lost = -expm1(-tail * length)
          let kept = 1 - lost
          let f = (kept * s - rho * lost / tail) / lost
          if f > top {
            top = f
            best[count] = s
          }
        }
        value[count] = top
      }
      for i in stride(from: count - 1, through: 0, by: -1) {
        let age = Double(i) * stepHours
        value[i] =
          -rho
          * loss.restrictedMeanHours(aheadHours: .infinity, ageHours: age)
        for s in intervals {
          let length = model.segmentHours(s)
          let kept = loss.survival(
            aheadHours: length + model.durableLagHours, ageHours: age)
          guard kept > 0 else { break }
          let alive = loss.survival(aheadHours: length, ageHours: age)
          let next = (age + length) / stepHours
          let below = min(Int(next), count)
          let above = min(below + 1, count)
          let share = below == count ? 0 : next - Double(below)
          let saved =
            kept * s - rho
            * loss.restrictedMeanHours(aheadHours: length, ageHours: age)
          let f =
            below > i
            ? saved + alive
              * (value[below] * (1 - share) + value[above] * share)
              // The segment ends before the next age of the grid, so the value
              // sought stands on both sides: solve for it.
            : (saved + alive * share * value[above])
              / (1 - alive * (1 - share))
          if f > value[i] {
            value[i] = f
            best[i] = s
          }
        }
      }
      return (value, best)
    }

    func surplus(rate: Double) -> Double {
      let (value, _) = solve(rate: rate)
      let i = min(Int(model.restartHours / stepHours), count)
      return model.loss.survival(aheadHours: model.restartHours) * value[i]
        - rate
        * model.loss.restrictedMeanHours(aheadHours: model.restartHours)
    }

    /// The path from a restart on, with an entry where the interval changes by
    /// more than a fifth.
    func entries(rate: Double) -> [ScheduleEntry] {
      let (_, best) = solve(rate: rate)
      var entries: [ScheduleEntry] = []
      var age = model.restartHours
      while entries.count < 24 {
        let i = min(Int(age / stepHours), count)
        guard let interval = best[i] else { break }
        if entries.last.map({
          abs($0.intervalHours - interval) > 0.2 * interval
        }) ?? true {
          entries.append(
            ScheduleEntry(
              ageHours: entries.isEmpty ? 0 : age, intervalHours: interval))
        }
        if i == count || age > maxHours * 4 { break }
        age += model.segmentHours(interval)
      }
      return entries
    }
  }
}
