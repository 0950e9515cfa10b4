// swift-tools-version: 6.1
import PackageDescription

// Feeds hostile bytes to the readers. A package of its own, so that whoever
// uses riskctl never builds it; run it with Scripts/fuzz. Sources/RiskDomain,
// RiskIngest, CByteScan, CZlib and CZstd are links into the product.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  // Coverage and checks in everything that reads; -enable-testing because the
  // scanners are internal to their module.
  .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"]),
]

let package = Package(
  name: "fuzz",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")
  ],
  targets: [
    .executableTarget(
      name: "Fuzz",
      dependencies: ["RiskIngest", "RiskDomain", "CFuzzer", "CZlib"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [
        .unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])
      ]),
    .target(
      name: "RiskIngest",
      dependencies: [
        "RiskDomain", "CByteScan", "CZlib", "CZstd",
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: settings),
    .target(name: "RiskDomain", swiftSettings: settings),
    .target(name: "CFuzzer"),
    .target(
      name: "CByteScan", cSettings: [.unsafeFlags(["-fsanitize=address"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd"),
  ]
)
