import Foundation
public import RiskDomain

/// An origin for facts made in tests.
public let testOrigin = RowOrigin(source: "test", fileDigest: "", line: 1)

/// Noon of a day in January 2026 and hours after it.
public func hour(_ hours: Double) -> UTCInstant {
  UTCInstant(unixSeconds: 1_768_392_000).adding(hours: hours)
}

extension Catalog.CapacityBlockRules {
  /// The rules of EC2 Capacity Blocks as Data/catalog states them: days to 14,
  /// weeks to 182 days, 64 instances a block and 256 over all, 56 days ahead,
  /// from 11:30 UTC, the last 30 minutes lost.
  public static let published = Self(
    from: UTCInstant(unixSeconds: 1_698_710_400), dayStepsThroughDays: 14,
    weekStepsThroughDays: 182, mostInstancesPerBlock: 64,
    mostInstancesOverall: 256, mostDaysAhead: 56, changeMinuteUTC: 690,
    lostAtEndMinutes: 30)
}

extension Catalog {
  /// The cap of preemptible VMs and the notice of AWS, as a catalog file
  /// states them.
  public static func forTests() throws -> Catalog {
    var catalog = Catalog()
    catalog.lifetimeCaps = [
      try JSONDecoder().decode(
        LifetimeCap.self,
        from: Data(
          #"""
          {"provider":"gcp","product":"preemptible","capSeconds":86400,
          "atomFromSeconds":86300}
          """#.utf8))
    ]
    catalog.noticeWindows = [
      try JSONDecoder().decode(
        NoticeWindow.self,
        from: Data(
          #"{"provider":"aws","noticeSeconds":120,"detectionSeconds":5}"#.utf8))
    ]
    return catalog
  }
}
