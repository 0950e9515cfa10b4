// swift-tools-version: 6.1
import PackageDescription

// Three groups: product, shims, tests. Arrows run downwards only; they are
// drawn in Notebooks-free-docs/architecture.md and held by
// Tests/GoldenTests/TargetGraphTests.swift.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let mustache = Target.Dependency.product(
  name: "Mustache", package: "swift-mustache")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// A room of the product: a library target in Swift 6 mode.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one room, with the shared test support.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["RiskTestSupport"],
    swiftSettings: settings)
}

let package = Package(
  name: "riskctl",
  products: [
    .executable(name: "riskctl", targets: ["riskctl"])
  ],
  dependencies: [
    .package(
      url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/swift-mustache",
      from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Product
    .executableTarget(
      name: "riskctl",
      dependencies: [
        "RiskPipeline", "RiskReport", "RiskSimulation", "RiskDecision",
        "RiskForecast", "RiskDomain", argumentParser, logging,
      ],
      swiftSettings: settings),
    room(
      "RiskPipeline",
      [
        "RiskDomain", "RiskNumerics", "RiskIngest", "RiskStore",
        "RiskExposure", "RiskModels", "RiskForecast", "RiskDecision",
        "RiskReport", "RiskSimulation", crypto, yams, logging,
      ]),
    room(
      "RiskSimulation",
      ["RiskDomain", "RiskNumerics", "RiskForecast", "RiskDecision"]),
    room(
      "RiskReport",
      [
        "RiskDomain", "RiskModels", "RiskForecast", "RiskDecision", yams,
        mustache, crypto,
      ]),
    room(
      "RiskDecision",
      ["RiskDomain", "RiskNumerics", "RiskModels", "RiskForecast"]),
    room(
      "RiskForecast",
      ["RiskDomain", "RiskNumerics", "RiskExposure", "RiskModels"]),
    room("RiskModels", ["RiskDomain", "RiskNumerics", "RiskExposure"]),
    room("RiskExposure", ["RiskDomain"]),
    room("RiskStore", ["RiskDomain", grdb, crypto]),
    room("RiskIngest", ["RiskDomain", "CByteScan", "CZlib", "CZstd", crypto]),
    room("RiskNumerics", ["CBLASShims"]),
    room("RiskDomain"),

    // Shims: C under our names, no stable Swift API
    .target(name: "CBLASShims", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CByteScan"),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"])]),

    // Tests
    .target(
      name: "RiskTestSupport",
      dependencies: ["RiskDomain", "RiskNumerics"],
      path: "Tests/RiskTestSupport", swiftSettings: settings),
    tests("RiskDomain", ["RiskDomain"]),
    tests("RiskNumerics", ["RiskNumerics"]),
    tests("RiskIngest", ["RiskIngest", "RiskDomain"]),
    tests("RiskStore", ["RiskStore", "RiskDomain", grdb]),
    tests("RiskExposure", ["RiskExposure", "RiskDomain"]),
    tests("RiskModels", ["RiskModels", "RiskExposure", "RiskDomain"]),
    tests(
      "RiskForecast",
      ["RiskForecast", "RiskModels", "RiskExposure", "RiskDomain"]),
    tests(
      "RiskDecision",
      ["RiskDecision", "RiskForecast", "RiskModels", "RiskDomain"]),
    tests(
      "RiskReport",
      ["RiskReport", "RiskDecision", "RiskForecast", "RiskDomain", yams]),
    tests(
      "RiskSimulation", ["RiskSimulation", "RiskNumerics", "RiskDomain"]),
    tests(
      "RiskPipeline",
      [
        "RiskPipeline", "RiskSimulation", "RiskIngest", "RiskStore",
        "RiskExposure", "RiskModels", "RiskForecast", "RiskDecision",
        "RiskReport", "RiskNumerics", "RiskDomain", grdb, logging,
      ]),
    tests("Golden", ["RiskDecision", "RiskModels", "RiskNumerics"]),
    tests("riskctl", ["riskctl", grdb, argumentParser, crypto]),
  ]
)
