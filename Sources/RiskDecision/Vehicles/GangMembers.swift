import Foundation
import RiskModels
import RiskNumerics

/// The instances of a gang that runs, with their ages.
///
/// Members are lost one by one, at (1 − s) of their hazard, or all at once by
/// a shock whose rate is s times their mean hazard. With Σh the sum of the
/// members' hazards the gang meets a loss at Σh·(1 − s + s/n), which for equal
/// ages is `PoolOutlook.anyLoss`.
struct GangMembers: Sendable {
  /// Instances of one age.
  struct Group: Sendable {
    var ageHours: Double
    var count: Int
  }

  /// What a loss took.
  struct Loss: Sendable {
    var isWhole: Bool
    var count: Int
  }

  /// Groups kept apart; beyond, the two oldest are merged: their hazards are
  /// the flattest, so that little is lost.
  private static let mostGroups = 12

  /// Hazard of one member by its age.
  let hazard: PiecewiseHazard
  /// Share of a member's hazard that takes the whole gang, 0...1.
  let sharedShockShare: Double
  let size: Int
  private(set) var groups: [Group]

  init(
    hazard: PiecewiseHazard, sharedShockShare: Double, size: Int,
    ageHours: Double = 0
  ) {
    self.hazard = hazard
    self.sharedShockShare = sharedShockShare
    self.size = max(size, 1)
    groups = [Group(ageHours: ageHours, count: self.size)]
  }

  /// Members that run; `size` unless some are not replaced.
  var count: Int { groups.reduce(0) { $0 + $1.count } }

  /// Hours until the oldest member reaches the cap of lives; nil without one.
  var hoursToCap: Double? {
    hazard.capHours.map { max($0 - (groups.map(\.ageHours).max() ?? 0), 0) }
  }

  /// Factor on Σh that gives the gang's rate of losses.
  private var eventShare: Double {
    1 - sharedShockShare + sharedShockShare / Double(max(count, 1))
  }

  /// Hours until the next loss for one exponential draw; infinite when it is
  /// later than `within`.
  ///
  /// Inverts factor · ∫ Σh(age + u) · m(hour of the week + u) du piece by
  /// piece. A member that reaches the lifetime cap is lost there.
  ///
  /// - Parameters:
  ///   - hourOfWeek: 168 multipliers, or nil.
  ///   - hour: hour of the week now, with its fraction.
  func lifeHours(
    factor: Double, exponential: Double, within: Double, hourOfWeek: [Double]?,
    hour: Double
  ) -> Double {
    var rest = exponential / max(factor * eventShare, 1e-300)
    let cap = hoursToCap
    let end = min(cap ?? .infinity, within)
    // Taken out of the loop: each access would copy the references.
    let cuts = hazard.cutsHours
    let rates = hazard.ratesPerHour
    let members = groups
    var u = 0.0
    while u < end {
      var rate = 0.0
      var next = end
      for group in members {
        let age = group.ageHours + u
        var piece = cuts.count - 1
        while piece > 0, cuts[piece] > age { piece -= 1 }
        rate += Double(group.count) * rates[piece]
        if piece + 1 < cuts.count {
          next = min(next, cuts[piece + 1] - group.ageHours)
        }
      }
      if let hourOfWeek {
        let now = hour + u
        rate *= hourOfWeek[Self.weekHour(now)]
        next = min(next, u + max(now.rounded(.down) + 1 - now, 1e-9))
      }
      // Rounding may put a cut at u itself: it is passed all the same.
      next = max(next, u + 1e-9)
      let amount = rate * (next - u)
      if rate > 0, amount >= rest { return u + rest / rate }
      if next == .infinity { return .infinity }
      rest -= amount
      u = next
    }
    return cap.map { $0 <= within ? $0 : .infinity } ?? .infinity
  }

  /// Lets every member grow older.
  mutating func advance(hours: Double) {
    for index in groups.indices { groups[index].ageHours += hours }
  }

  /// Lets the survivors grow older while a new member is sought.
  mutating func wait(hours: Double) {
    for index in groups.indices where groups[index].ageHours > 0 {
      groups[index].ageHours += hours
    }
  }

  /// Gives every member back.
  mutating func removeAll() { groups = [] }

  /// Lets new members join until the gang has its size.
  mutating func fill() {
    let missing = size - count
    if missing > 0 { join(missing) }
  }

  /// Takes what a loss takes now and, unless told otherwise, puts new members
  /// in its place.
  @discardableResult mutating func lose(
    using luck: inout SplitMix64, isReplaced: Bool = true
  ) -> Loss {
    let loss = take(using: &luck)
    if isReplaced { fill() }
    return loss
  }

  private mutating func take(using luck: inout SplitMix64) -> Loss {
    let running = count
    if let cap = hazard.capHours {
      let count = groups.filter { $0.ageHours >= cap - 1e-9 }
        .reduce(0) { $0 + $1.count }
      if count > 0 {
        groups.removeAll { $0.ageHours >= cap - 1e-9 }
        return Loss(isWhole: count == running, count: count)
      }
    }
    guard running > 1,
      luck.uniform() >= sharedShockShare / Double(running) / eventShare
    else {
      removeAll()
      return Loss(isWhole: true, count: running)
    }
    let weights = groups.map {
      Double($0.count) * hazard.hazard(atAge: $0.ageHours)
    }
    var pick = luck.uniform() * weights.reduce(0, +)
    var index = 0
    while index + 1 < groups.count, pick >= weights[index] {
      pick -= weights[index]
      index += 1
    }
    groups[index].count -= 1
    if groups[index].count == 0 { groups.remove(at: index) }
    return Loss(isWhole: false, count: 1)
  }

  /// Starts all members anew.
  mutating func renew() { groups = [Group(ageHours: 0, count: size)] }

  private mutating func join(_ count: Int) {
    groups.append(Group(ageHours: 0, count: count))
    if groups.count > Self.mostGroups {
      groups.sort { $0.ageHours > $1.ageHours }
      let (first, second) = (groups[0], groups[1])
      let merged = first.count + second.count
      groups[1] = Group(
        ageHours: (first.ageHours * Double(first.count) + second.ageHours
          * Double(second.count)) / Double(merged), count: merged)
      groups.removeFirst()
    }
  }

  private static func weekHour(_ hour: Double) -> Int {
    let index = Int(hour.rounded(.down)) % 168
    return index < 0 ? index + 168 : index
  }
}
