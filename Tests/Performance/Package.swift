// swift-tools-version: 6.1
import PackageDescription

// Measurements of the modelling core. A package of its own, so that users of
// the project never build it; Sources/ links to the rooms it measures.

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
  name: "riskctl-performance",
  targets: [
    .executableTarget(
      name: "models-bench", dependencies: ["RiskModels", "RiskNumerics"],
      swiftSettings: settings),
    .executableTarget(
      name: "regressions-bench", dependencies: ["RiskModels", "RiskNumerics"],
      swiftSettings: settings),
    .executableTarget(
      name: "mixed-bench", dependencies: ["RiskModels", "RiskNumerics"],
      swiftSettings: settings),
    .executableTarget(
      name: "memory-bench",
      dependencies: [
        "RiskModels", "RiskExposure", "RiskNumerics", "RiskDomain",
      ], swiftSettings: settings),
    .executableTarget(
      name: "decide-bench",
      dependencies: [
        "RiskDecision", "RiskForecast", "RiskModels", "RiskDomain",
      ], swiftSettings: settings),
    .executableTarget(
      name: "recommend-bench",
      dependencies: [
        "RiskDecision", "RiskForecast", "RiskModels", "RiskDomain",
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
