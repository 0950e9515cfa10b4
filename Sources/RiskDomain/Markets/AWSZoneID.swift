/// AZ ids of AWS, "use1-az4", "usw2-lax1-az1" and "use1-wl1-bos-wlz1".
///
/// An id names the same place in every account; a zone name does not.
public enum AWSZoneID {
  /// The region that an AZ id lies in; nil when the text is no AZ id.
  public static func region(_ id: some StringProtocol) -> String? {
    // Every prefix has a digit; the first part of a zone's name, which is
    // asked for far more often, does not.
    guard let dash = id.utf8.firstIndex(of: UInt8(ascii: "-")),
      id.utf8[..<dash].contains(where: {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }),
      let region = regions[String(id[..<dash])]
    else { return nil }
    // `use1-az4` and its Local and Wavelength Zones end in "azN" or "wlzN".
    guard let tail = id.split(separator: "-").last else { return nil }
    let digits = tail.reversed().prefix { $0.isNumber }.count
    let word = tail.dropLast(digits)
    return digits > 0 && (word == "az" || word == "wlz") ? region : nil
  }

  /// Prefixes of AZ ids, after the AWS guide "Availability Zone IDs".
  ///
  /// Those of regions opened since 2024 are from memory.
  static let regions: [String: String] = [
    "use1": "us-east-1", "use2": "us-east-2", "usw1": "us-west-1",
    "usw2": "us-west-2", "usge1": "us-gov-east-1", "usgw1": "us-gov-west-1",
    "cac1": "ca-central-1", "caw1": "ca-west-1", "mxc1": "mx-central-1",
    "sae1": "sa-east-1", "euw1": "eu-west-1", "euw2": "eu-west-2",
    "euw3": "eu-west-3", "euc1": "eu-central-1", "euc2": "eu-central-2",
    "eun1": "eu-north-1", "eus1": "eu-south-1", "eus2": "eu-south-2",
    "afs1": "af-south-1", "ape1": "ap-east-1", "ape2": "ap-east-2",
    "apne1": "ap-northeast-1", "apne2": "ap-northeast-2",
    "apne3": "ap-northeast-3", "aps1": "ap-south-1", "aps2": "ap-south-2",
    "apse1": "ap-southeast-1", "apse2": "ap-southeast-2",
    "apse3": "ap-southeast-3", "apse4": "ap-southeast-4",
    "apse5": "ap-southeast-5", "apse6": "ap-southeast-6",
    "apse7": "ap-southeast-7", "mes1": "me-south-1", "mec1": "me-central-1",
    "ilc1": "il-central-1", "cnn1": "cn-north-1", "cnnw1": "cn-northwest-1",
  ]
}
