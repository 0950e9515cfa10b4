import Foundation
public import RiskModels

/// Time that work takes when losses, checkpoints and restarts interrupt it.
///
/// The age of the gang starts at 0 with every restart. A loss throws away what
/// is not yet durable. methods/checkpoint.md derives the equations.
public struct CheckpointModel: Hashable, Sendable {
  /// Any-loss hazard of the gang.
  public var loss: PiecewiseHazard
  /// Hours that work stands still for one checkpoint.
  public var pauseHours: Double
  /// Hours from a granted request to the first step after a loss.
  public var restartHours: Double
  /// Hours from the end of the pause until the checkpoint is durable.
  public var durableLagHours: Double
  /// Hours of running per useful hour between checkpoints, ≥ 1.
  public var slowdown: Double

  public init(
    loss: PiecewiseHazard, pauseHours: Double, restartHours: Double,
    durableLagHours: Double = 0, slowdown: Double = 1
  ) {
    self.loss = loss
    self.pauseHours = max(pauseHours, 0)
    self.restartHours = max(restartHours, 0)
    self.durableLagHours = max(durableLagHours, 0)
    self.slowdown = max(slowdown, 1)
  }

  /// Segments up to which work is followed one by one.
  static let mostSegments = 400

  /// Hours of one interval of useful work with its checkpoint.
  func segmentHours(_ intervalHours: Double) -> Double {
    intervalHours * slowdown + pauseHours
  }

  /// Long-run hours of running per useful hour at an interval (5); nil when
  /// nothing would ever be saved.
  ///
  /// Renewal and reward: E(life)/E(work saved in a life), both from restart to
  /// loss.
  public func hoursPerUsefulHour(intervalHours tau: Double) -> Double? {
    let length = segmentHours(tau)
    guard tau > 0, length > 0 else { return nil }
    guard let life = loss.meanLifeHours else { return length / tau }
    let saved = loss.survivalSum(
      from: restartHours + length + durableLagHours, step: length)
    return saved > 0 ? life / (saved * tau) : nil
  }

  /// Expected hours of running until `workHours` of useful work are done from
  /// a given age, launch included (6); nil when it would never end.
  ///
  /// Exact recursion over the segments that are left; beyond 1,200 segments
  /// the long-run rate (5) is used. The last segment needs no checkpoint.
  public func expectedRunningHours(
    workHours: Double, intervalHours tau: Double, startAgeHours: Double = 0,
    launchHours: Double
  ) -> Double? {
    guard workHours > 0 else { return 0 }
    guard tau > 0 else { return nil }
    let count = max(Int((workHours / tau - 1e-9).rounded(.up)), 1)
    guard count <= Self.mostSegments else {
      return hoursPerUsefulHour(intervalHours: tau).map {
        launchHours + $0 * workHours
      }
    }
    let last = (workHours - Double(count - 1) * tau) * slowdown
    let length = segmentHours(tau)
    var fresh = [0.0]
    for left in 1...count {
      guard
        let value = hours(
          left: left, firstHours: restartHours, length: length, last: last,
          age: 0, afterLoss: fresh)
      else { return nil }
      fresh.append(value)
    }
    return hours(
      left: count, firstHours: launchHours, length: length, last: last,
      age: startAgeHours, afterLoss: fresh)
  }

  /// One line of the recursion.
  ///
  /// `afterLoss[j]` are the hours for j segments from a restart. With
  /// `afterLoss.count == left` the unknown is the value itself.
  private func hours(
    left: Int, firstHours: Double, length: Double, last: Double, age: Double,
    afterLoss: [Double]
  ) -> Double? {
    let end = firstHours + Double(left - 1) * length + last
    var total = loss.restrictedMeanHours(aheadHours: end, ageHours: age)
    var same = 0.0
    var before = 1.0
    for done in 0..<left {
      let through =
        done + 1 < left ? firstHours + Double(done + 1) * length : end
      let after = loss.survival(aheadHours: through, ageHours: age)
      let lost = before - after
      before = after
      if left - done < afterLoss.count {
        total += lost * afterLoss[left - done]
      } else {
        same += lost
      }
    }
    let gone = 1 - same
    return gone > 1e-12 ? total / gone : nil
  }
}

extension PiecewiseHazard {
  /// E min(T, ahead) given alive at an age, in hours.
  func restrictedMeanHours(aheadHours: Double, ageHours: Double = 0) -> Double {
    let end = min(ageHours + aheadHours, capHours ?? .infinity)
    var total = 0.0
    var survived = 1.0
    for k in cutsHours.indices {
      let from = max(cutsHours[k], ageHours)
      let until =
        k + 1 < cutsHours.count ? min(cutsHours[k + 1], end) : end
      guard until > from else { continue }
      let rate = ratesPerHour[k]
      total +=
        rate > 0
        ? survived * -expm1(-rate * (until - from)) / rate
        : survived * (until - from)
      survived *= exp(-rate * (until - from))
    }
    return total
  }

  /// Σ S(from + k·step) over k ≥ 0, for new instances.
  ///
  /// Inside a piece the terms are a geometric series, so the effort does not
  /// grow with their number; after a cap they are 0. The last piece must have
  /// a rate above 0 or a cap.
  func survivalSum(from: Double, step: Double) -> Double {
    var total = 0.0
    var age = from
    for k in cutsHours.indices {
      let next =
        min(
          k + 1 < cutsHours.count ? cutsHours[k + 1] : .infinity,
          capHours ?? .infinity)
      guard age < next else { continue }
      let first = survival(aheadHours: age)
      let growth = -expm1(-ratesPerHour[k] * step)
      guard next < .infinity else {
        return growth > 0 ? total + first / growth : total
      }
      // Terms at age, age + step, … that lie before the next cut.
      let terms = ((next - age) / step).rounded(.up)
      total +=
        growth > 0
        ? first * -expm1(-ratesPerHour[k] * step * terms) / growth
        : first * terms
      age += terms * step
      if let capHours, age >= capHours { return total }
    }
    return total
  }

  /// Mean life of a new instance in hours; nil when it may live for ever.
  var meanLifeHours: Double? {
    if capHours == nil, (ratesPerHour.last ?? 0) <= 0 { return nil }
    return restrictedMeanHours(aheadHours: .infinity)
  }
}
