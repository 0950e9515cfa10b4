import RiskDomain

/// What a usage type and an operation of EC2 say about a machine.
struct CURUsageType: Hashable {
  enum Kind: Hashable { case spot, box }

  /// `USW2` of `USW2-SpotUsage:p3.2xlarge`; empty means us-east-1.
  var regionPrefix: String
  var kind: Kind
  var instanceType: String

  /// Reads `[PREFIX-]SpotUsage:TYPE` and `[PREFIX-]BoxUsage:TYPE`; nil for
  /// usage that is no instance-time of a virtual machine.
  init?(_ bytes: ArraySlice<UInt8>) {
    let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
    let left = bytes[..<colon]
    let dash = left.lastIndex(of: UInt8(ascii: "-"))
    let word = dash.map { left[($0 + 1)...] } ?? left
    if word.matches("SpotUsage") {
      kind = .spot
    } else if word.matches("BoxUsage") {
      kind = .box
    } else {
      return nil
    }
    regionPrefix = dash.map { Fields.text(left[..<$0]) } ?? ""
    // Without a type the oldest one is meant.
    instanceType =
      colon < bytes.endIndex
      ? Fields.text(bytes[(colon + 1)...]) : "m1.small"
  }

  /// The region of the prefix; nil when the prefix is not known.
  ///
  /// Codes of docs.aws.amazon.com/global-infrastructure, "AWS Region billing
  /// codes" (read 2026-11-21); older reports write EU for eu-west-1. A Local
  /// Zone puts its own code behind the region's.
  var region: String? { Self.region(ofPrefix: regionPrefix) }

  static func region(ofPrefix prefix: String) -> String? {
    if prefix.isEmpty { return "us-east-1" }
    let first = prefix.prefix { $0 != "-" }
    return regions[prefix] ?? regions[String(first)]
  }

  /// The region's code in front of any usage type; empty without one.
  static func regionPrefix(of bytes: ArraySlice<UInt8>) -> String {
    guard let dash = bytes.firstIndex(of: UInt8(ascii: "-")) else { return "" }
    let first = Fields.text(bytes[..<dash])
    return regions[first] == nil ? "" : first
  }

  static let regions: [String: String] = [
    "USE1": "us-east-1", "USE2": "us-east-2", "USW1": "us-west-1",
    "USW2": "us-west-2", "UGW1": "us-gov-west-1", "UGE1": "us-gov-east-1",
    "CAN1": "ca-central-1", "CAN2": "ca-west-1", "MXC1": "mx-central-1",
    "SAE1": "sa-east-1", "EU": "eu-west-1", "EUW1": "eu-west-1",
    "EUW2": "eu-west-2", "EUW3": "eu-west-3", "EUC1": "eu-central-1",
    "EUC2": "eu-central-2", "EUN1": "eu-north-1", "EUS1": "eu-south-1",
    "EUS2": "eu-south-2", "APN1": "ap-northeast-1", "APN2": "ap-northeast-2",
    "APN3": "ap-northeast-3", "APS1": "ap-southeast-1",
    "APS2": "ap-southeast-2", "APS3": "ap-south-1", "APS4": "ap-southeast-3",
    "APS5": "ap-south-2", "APS6": "ap-southeast-4", "APS7": "ap-southeast-5",
    "APS8": "ap-southeast-6", "APS9": "ap-southeast-7", "APE2": "ap-east-2",
    "APE1": "ap-east-1",
    "MES1": "me-south-1", "MEC1": "me-central-1", "AFS1": "af-south-1",
    "ILC1": "il-central-1",
  ]

  /// The operating system of an operation, `RunInstances:0002:SV006`.
  ///
  /// Codes of the EC2 guide, "AMI billing information fields" (read
  /// 2026-11-21); spot and Capacity Block marks (SV…, CB…) and plain
  /// `RunInstances` mean Linux.
  static func operatingSystem(ofOperation operation: String) -> String {
    for part in operation.split(separator: ":").dropFirst() {
      switch part {
      case "0010", "1010", "1014", "1110", "0014", "0210", "0110", "00g0":
        return "rhel"
      case "000g": return "suse"
      case "0002", "0006", "0102", "0202", "0800": return "windows"
      default: continue
      }
    }
    return "linux"
  }

  /// True for time inside a Capacity Block, whose fee is a line of its own.
  static func isCapacityBlock(
    operation: String, marketOption: String?
  ) -> Bool {
    marketOption == "CapacityBlock"
      || operation.split(separator: ":").dropFirst().contains {
        $0.hasPrefix("CB")
      }
  }
}
