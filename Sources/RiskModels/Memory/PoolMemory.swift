import Foundation

/// What the past of one probed pool tells at one moment.
///
/// Losses and hours fade by 2^(−Δ/halfLife). As long as the pool stays up
/// nothing new can happen to it, so that its memory `ahead` is known exactly
/// (methods/memory-hazard.md (2) and (3)).
public struct PoolMemory: Hashable, Sendable {
  /// Hours after which a loss or an hour counts half; entries of the sums.
  public static let halfLivesHours = [1.0 / 6, 1, 6, 24, 72]

  /// What was watched in a stretch of time.
  public enum Watch: Hashable, Sendable {
    case up, down, nothing
  }

  /// Whether the pool is up; nil when nothing is watched.
  public private(set) var isUp: Bool?
  /// Hours in that state, a lower bound when its start was not seen.
  public private(set) var ageHours = 0.0
  public private(set) var isStartSeen = false
  /// Faded sums by half-life; the last three lanes are empty.
  private var lossSums = SIMD8<Double>.zero
  private var upSums = SIMD8<Double>.zero
  private var watchedSums = SIMD8<Double>.zero
  /// Hours of the last spells whose starts were seen.
  public private(set) var previousUpHours: Double?
  public private(set) var previousDownHours: Double?

  /// A pool of which nothing was seen yet.
  public init() {}

  /// Faded number of losses, by place in `halfLivesHours`.
  public func losses(_ place: Int) -> Double { lossSums[place] }
  /// Faded hours that the pool was up.
  public func upHours(_ place: Int) -> Double { upSums[place] }
  /// Faded hours that the pool was watched.
  public func watchedHours(_ place: Int) -> Double { watchedSums[place] }

  /// Lets time pass without a change of state.
  public mutating func pass(hours: Double, _ watch: Watch) {
    guard hours > 0 else { return }
    var kept = SIMD8<Double>.zero
    var gained = SIMD8<Double>.zero
    for (k, halfLife) in Self.halfLivesHours.enumerated() {
      kept[k] = exp2(-hours / halfLife)
      gained[k] = (1 - kept[k]) * halfLife / log(2)
    }
    lossSums *= kept
    upSums *= kept
    watchedSums *= kept
    switch watch {
    case .nothing:
      isUp = nil
      return
    case .up: upSums += gained
    case .down: break
    }
    watchedSums += gained
    ageHours += hours
  }

  /// A state begins.
  public mutating func begin(isUp: Bool, isStartSeen: Bool) {
    self.isUp = isUp
    self.isStartSeen = isStartSeen
    ageHours = 0
  }

  /// The state ends in a loss or in the return of capacity.
  public mutating func end() {
    guard let isUp else { return }
    if isUp { for k in Self.halfLivesHours.indices { lossSums[k] += 1 } }
    guard isStartSeen else { return }
    if isUp { previousUpHours = ageHours } else { previousDownHours = ageHours }
  }

  /// The memory after so many more hours up.
  public func ahead(hours: Double) -> PoolMemory {
    var later = self
    later.pass(hours: hours, .up)
    return later
  }
}
