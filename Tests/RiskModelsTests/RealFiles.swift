import Foundation
import RiskDomain
import RiskModels
import Testing

/// The folder of real samples; nil where it is not given.
let realData = ProcessInfo.processInfo.environment["RISKCTL_REAL_DATA"]

let skipReason: Comment =
  "RISKCTL_REAL_DATA is not set: real samples are skipped"

/// An origin for facts made in tests.
let testOrigin = RowOrigin(source: "test", fileDigest: "", line: 1)

/// The default spec in the source tree.
func defaultSpec() throws -> ModelSpec {
  let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Models/specs/default.json")
  return try JSONDecoder().decode(
    ModelSpec.self, from: Data(contentsOf: file))
}

/// Noon of a day in January 2026 and hours after it.
func hour(_ hours: Double) -> UTCInstant {
  UTCInstant(unixSeconds: 1_768_392_000).adding(hours: hours)
}

extension Catalog {
  /// The cap of preemptible VMs and the notice of AWS, as a catalog file
  /// states them.
  static func forTests() throws -> Catalog {
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
