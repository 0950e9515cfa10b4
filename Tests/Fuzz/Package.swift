// swift-tools-version: 6.1
import PackageDescription

// Feeds hostile bytes to the readers. A package of its own, so that whoever
// uses riskctl never builds it; run it with Scripts/fuzz. Sources of the
// product are links to it.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  // Coverage and checks in everything that reads; -enable-testing because the
  // scanners are internal to their module.
  .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"]),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let mustache = Target.Dependency.product(
  name: "Mustache", package: "swift-mustache")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// A program with targets to fuzz.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies + ["FuzzDriver", "RiskDomain"],
    swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])])
}

/// A room of the product, as its own manifest has it.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "fuzz",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/swift-mustache",
      from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The clouds' files
    fuzzer("Fuzz", ["RiskIngest", "CZlib"]),
    // What people write, and the database
    fuzzer(
      "FuzzTexts",
      [
        "RiskPipeline", "RiskIngest", "RiskStore", "RiskModels",
        "RiskForecast", "RiskDecision",
      ]),
    .target(
      name: "FuzzDriver", dependencies: ["CFuzzer"], swiftSettings: settings),
    .target(name: "CFuzzer"),

    // The product
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
    .target(name: "CBLASShims", linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "CByteScan", cSettings: [.unsafeFlags(["-fsanitize=address"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd"),
  ]
)
