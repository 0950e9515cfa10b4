// swift-tools-version: 6.1
import PackageDescription

// Ten thousand random worlds against the bounds of their numbers. A package of
// its own, so that it is optimised and users of the project never build it;
// Sources/ links to the rooms under test and to the worlds of their tests.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A room of the product: a library target in Swift 6 mode.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "riskctl-stress",
  targets: [
    .executableTarget(
      name: "Stress",
      dependencies: [
        "RiskDecision", "RiskForecast", "RiskModels", "RiskNumerics",
        "RiskDomain",
      ], swiftSettings: settings),
    room(
      "RiskDecision",
      ["RiskDomain", "RiskNumerics", "RiskModels", "RiskForecast"]),
    room(
      "RiskForecast",
      ["RiskDomain", "RiskNumerics", "RiskExposure", "RiskModels"]),
    room("RiskModels", ["RiskDomain", "RiskNumerics", "RiskExposure"]),
    room("RiskExposure", ["RiskDomain"]),
    room("RiskNumerics", ["CBLASShims"]),
    room("RiskDomain"),
    .target(name: "CBLASShims", linkerSettings: [.linkedLibrary("dl")]),
  ]
)
