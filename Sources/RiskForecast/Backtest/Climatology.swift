import RiskDomain
import RiskModels

/// How often an instance of a pool was lost within some hours, at any age:
/// what is known without a model.
///
/// Product-limit shares of the moments known at the origin, each pool's shrunk
/// to all pools' by the weight of eight moments.
struct Climatology: Sendable {
  static let name = "climatology"
  static let priorMoments = 8.0

  private let all: [Double]
  private let own: [PoolID: [Double]]

  /// - Parameter moments: before the origin, their ends as known there.
  init(_ moments: [RiskMoment], aheadHours: [Double]) {
    let common = Self.lost(moments, aheadHours)
    all = common
    own = Dictionary(grouping: moments, by: \.pool).mapValues { part in
      let n = Double(part.count)
      return zip(Self.lost(part, aheadHours), common).map {
        (n * $0 + Self.priorMoments * $1) / (n + Self.priorMoments)
      }
    }
  }

  /// P(lost within each horizon), in the order given at the start.
  func lost(_ pool: PoolID) -> [Double] { own[pool] ?? all }

  private static func lost(
    _ moments: [RiskMoment], _ aheadHours: [Double]
  ) -> [Double] {
    let sample = try? SurvivalSample(
      time: moments.map(\.untilEndHours), isEvent: moments.map(\.isLost))
    guard let curve = sample?.curves().first else {
      return aheadHours.map { _ in 0 }
    }
    return aheadHours.map { 1 - curve.survival(at: $0) }
  }
}
