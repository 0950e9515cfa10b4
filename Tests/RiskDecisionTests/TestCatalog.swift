import Foundation
import RiskDomain
import RiskTestSupport

/// Catalogs for tests, written as the JSON that the catalog decodes.
enum TestCatalog {
  /// Sections that are left out are empty; Capacity Blocks have their published
  /// rules.
  static func make(_ sections: [String: String]) throws -> Catalog {
    let names = [
      "instanceTypes", "accelerators", "listPrices", "noticeWindows",
      "lifetimeCaps", "egressTiers", "capacityBlockRates",
      "capacityBlockRules",
      "commitmentDiscounts", "storagePrices", "freeInterruptions",
    ]
    let text = names.map { "\"\($0)\":[\(sections[$0] ?? "")]" }
      .joined(separator: ",")
    var catalog = try JSONDecoder().decode(
      Catalog.self, from: Data("{\(text)}".utf8))
    catalog.capacityBlockRules = [.published]
    return catalog
  }

  /// AWS to the internet, first 10 TB at .09, next 40 at .085, next 100 at
  /// .07, beyond at .05; a TB is 1,024 GB (AWS EC2 price page).
  static let egress = """
    {"provider":"aws","route":"internet","fromGB":0,"usdPerGB":0.09},
    {"provider":"aws","route":"internet","fromGB":10240,"usdPerGB":0.085},
    {"provider":"aws","route":"internet","fromGB":51200,"usdPerGB":0.07},
    {"provider":"aws","route":"internet","fromGB":153600,"usdPerGB":0.05},
    {"provider":"aws","route":"inter-region","fromGB":0,"usdPerGB":0.02}
    """

  static let instanceTypes = """
    {"provider":"aws","instanceType":"p4d.24xlarge","accelerator":"a100-40gb",
     "acceleratorCount":8,"vramGB":40,"interconnect":"efa"},
    {"provider":"aws","instanceType":"p5.48xlarge","accelerator":"h100-80gb",
     "acceleratorCount":8,"vramGB":80,"interconnect":"efa"},
    {"provider":"aws","instanceType":"p3.2xlarge","accelerator":"v100",
     "acceleratorCount":1,"vramGB":16},
    {"provider":"aws","instanceType":"g4dn.xlarge","accelerator":"t4",
     "acceleratorCount":1,"vramGB":16},
    {"provider":"gcp","instanceType":"a2-highgpu-8g",
     "accelerator":"a100-40gb","acceleratorCount":8,"vramGB":40}
    """

  /// 120 s AWS, 30 s GCP and Azure, seen after 5 s of polling.
  static let notices = """
    {"provider":"aws","noticeSeconds":120,"detectionSeconds":5},
    {"provider":"gcp","noticeSeconds":30,"detectionSeconds":5},
    {"provider":"azure","noticeSeconds":30,"detectionSeconds":5}
    """

  /// p5.48xlarge at $39.33 and p4d.24xlarge at $14.75 an instance-hour
  /// (Capacity Block price page of 2024).
  static let blockRates = """
    {"region":"us-west-2","instanceType":"p5.48xlarge",
     "from":"2024-01-01T00:00:00Z","usdPerInstanceHour":39.33},
    {"region":"us-west-2","instanceType":"p4d.24xlarge",
     "from":"2024-01-01T00:00:00Z","usdPerInstanceHour":14.75}
    """

  static func full() throws -> Catalog {
    try make([
      "instanceTypes": instanceTypes, "egressTiers": egress,
      "noticeWindows": notices, "capacityBlockRates": blockRates,
    ])
  }
}
