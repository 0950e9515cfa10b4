import Foundation
import RiskDomain
import RiskNumerics

/// One pool of the wide fleet, which any index makes alone.
///
/// The pools are the cells of a grid of 100 zones and 1,000 types, taken in an
/// order in which every beginning of it holds all zones and sizes alike: a
/// hundredth of the fleet is a small picture of the whole.
struct FleetPool {
  static let zoneCount = 100
  static let typeCount = 1000
  static let count = zoneCount * typeCount
  /// Odd and no multiple of five, so that it permutes the grid's cells.
  private static let stride = 61_803

  let index: Int
  let region: FleetRegion
  let zone: [UInt8]
  let instanceType: [UInt8]
  /// Floor of the spot price, millionths of a US dollar per hour.
  let floorMicroUSD: Int64
  /// Factor on the hazard of every age.
  let multiplier: Double
  /// Everything that is drawn for this pool comes from here.
  var rng: SplitMix64

  init(index: Int, seed: UInt64) {
    self.index = index
    let cell = (index * Self.stride) % Self.count
    let zone = cell % Self.zoneCount
    let type = cell / Self.zoneCount
    let region = FleetRegion.all[zone / 5]
    self.region = region
    self.zone = Array(region.name.utf8) + [UInt8(ascii: "a") + UInt8(zone % 5)]
    instanceType = FleetTypes.names[type]
    floorMicroUSD = FleetTypes.floorMicroUSD(type)
    // One mixing round lies between the seeds of neighbours.
    var seeds = SplitMix64(
      seed: seed ^ (UInt64(index) &* 0xD134_2543_DE82_EF95))
    rng = SplitMix64(seed: seeds.next())
    multiplier = exp(-0.9 + 0.6 * rng.normal())
  }

  /// "aws/us-east-1a/p3.2xlarge".
  var key: [UInt8] {
    Array("aws/".utf8) + zone + [UInt8(ascii: "/")] + instanceType
  }

  /// A number of this pool's own, unlike any other's, scrambled.
  func serial(_ number: Int) -> UInt64 {
    // An odd factor permutes all 64-bit numbers: nothing comes twice.
    (UInt64(index) << 32 | UInt64(number)) &* 0x9E37_79B9_7F4A_7C15
  }
}

/// A region and the prefix of its usage types.
struct FleetRegion {
  let name, prefix: String

  static let all = [
    FleetRegion(name: "us-east-1", prefix: ""),
    FleetRegion(name: "us-east-2", prefix: "USE2-"),
    FleetRegion(name: "us-west-1", prefix: "USW1-"),
    FleetRegion(name: "us-west-2", prefix: "USW2-"),
    FleetRegion(name: "ca-central-1", prefix: "CAN1-"),
    FleetRegion(name: "sa-east-1", prefix: "SAE1-"),
    FleetRegion(name: "eu-west-1", prefix: "EU-"),
    FleetRegion(name: "eu-west-2", prefix: "EUW2-"),
    FleetRegion(name: "eu-west-3", prefix: "EUW3-"),
    FleetRegion(name: "eu-central-1", prefix: "EUC1-"),
    FleetRegion(name: "eu-north-1", prefix: "EUN1-"),
    FleetRegion(name: "eu-south-1", prefix: "EUS1-"),
    FleetRegion(name: "ap-northeast-1", prefix: "APN1-"),
    FleetRegion(name: "ap-northeast-2", prefix: "APN2-"),
    FleetRegion(name: "ap-southeast-1", prefix: "APS1-"),
    FleetRegion(name: "ap-southeast-2", prefix: "APS2-"),
    FleetRegion(name: "ap-south-1", prefix: "APS3-"),
    FleetRegion(name: "ap-east-1", prefix: "APE1-"),
    FleetRegion(name: "af-south-1", prefix: "AFS1-"),
    FleetRegion(name: "me-south-1", prefix: "MES1-"),
  ]
}

/// A thousand types: a hundred families in ten sizes.
enum FleetTypes {
  static let names: [[UInt8]] = families.flatMap { family in
    sizes.map { Array("\(family).\($0)".utf8) }
  }

  // Bills are read for accelerated types alone, so that all of them are.
  private static let families = ["p", "g"].flatMap { letter in
    (2...6).flatMap { generation in
      ["", "a", "ad", "d", "dn", "e", "en", "i", "in", "n"].map {
        "\(letter)\(generation)\($0)"
      }
    }
  }

  private static let sizes = [
    "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge",
    "16xlarge", "24xlarge", "32xlarge", "48xlarge",
  ]

  /// Three cents an hour for the smallest, doubled about every size.
  static func floorMicroUSD(_ type: Int) -> Int64 {
    Int64(30_000 + 500 * (type / 10)) << Int64(type % 10)
  }
}
