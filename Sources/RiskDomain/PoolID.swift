/// One market with a price and a hazard of its own.
public struct PoolID: Hashable, Sendable {
  /// The cloud that sells the capacity.
  public enum Provider: String, Sendable, Codable, CaseIterable {
    case aws, gcp, azure
  }

  public var provider: Provider
  /// Zone name as the provider writes it, "us-east-1a"; a region's name where
  /// a source speaks of the whole region.
  public var zone: String
  /// "p3.2xlarge"; GPUs attached to a general machine type are part of it,
  /// "n1-standard-8+t4x1".
  public var instanceType: String
  /// "linux" unless the source says otherwise.
  public var os: String
  /// Canonical lower case, "v100-16gb"; not part of the pool's identity.
  ///
  /// nil on CPU pools and where no catalog was asked.
  public var accelerator: String?

  public init(
    provider: Provider, zone: String, instanceType: String,
    os: String = "linux", accelerator: String? = nil
  ) {
    self.provider = provider
    self.zone = zone
    self.instanceType = instanceType
    self.os = os
    self.accelerator = accelerator
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.provider == right.provider && left.zone == right.zone
      && left.instanceType == right.instanceType && left.os == right.os
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(provider)
    hasher.combine(zone)
    hasher.combine(instanceType)
    hasher.combine(os)
  }
}

extension PoolID {
  /// Why a text is no pool key.
  public struct ParseError: Error, Equatable, Sendable {
    /// A sentence that names the text and the expected form.
    public var message: String
  }

  /// The key of files and options: `aws/us-west-2a/p3.2xlarge`, with a fourth
  /// part for an operating system other than Linux.
  public var key: String {
    let parts = provider.rawValue + "/" + zone + "/" + instanceType
    return os == "linux" ? parts : parts + "/" + os
  }

  /// Reads a pool key.
  public init(key: String) throws(ParseError) {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3 || parts.count == 4,
      !parts.contains(where: \.isEmpty),
      let provider = Provider(rawValue: String(parts[0]))
    else {
      throw ParseError(
        message: "'\(key)' is not a pool. Write provider/zone/instanceType, "
          + "for example aws/us-west-2a/p3.2xlarge "
          + "(providers: aws, gcp, azure).")
    }
    self.init(
      provider: provider, zone: String(parts[1]),
      instanceType: String(parts[2]),
      os: parts.count == 4 ? String(parts[3]) : "linux")
  }

  /// The region that the zone lies in, "us-west-2" or "us-central1".
  public var region: String {
    Self.region(ofZone: zone, provider: provider)
  }

  /// The series of instance types that share hardware: "p3" of "p3.2xlarge",
  /// "a2" of "a2-highgpu-1g".
  public var family: String {
    let separator: Character = provider == .aws ? "." : "-"
    return String(instanceType.prefix { $0 != separator })
  }

  /// The region of a zone name.
  ///
  /// AWS: the trailing letter is cut; Local Zones (`us-west-2-lax-1a`) and
  /// Wavelength (`us-east-1-wl1-bos-wlz-1`) keep their parent region, the
  /// first three parts; AZ ids (`use1-az4`) are looked up. GCP: the last part
  /// (`-b`) is cut. A name that already is a region comes back unchanged.
  public static func region(ofZone zone: String, provider: Provider) -> String {
    switch provider {
    case .aws:
      if let region = AWSZoneID.region(zone) { return region }
      return awsRegion(zone)
    case .gcp:
      let parts = zone.split(separator: "-")
      guard parts.count == 3 else { return zone }
      return parts[..<2].joined(separator: "-")
    case .azure:
      return String(zone.prefix { $0 != "-" })
    }
  }
}

extension PoolID {
  /// The first three parts of a zone's name, four where the second is GovCloud's
  /// or ISO's (us-gov-west-1a), without the letter of the zone.
  ///
  /// It is asked for every fact: the name is cut and not taken apart.
  private static func awsRegion(_ zone: String) -> String {
    let bytes = zone.utf8
    var wanted = 3
    var parts = 0
    var start = bytes.startIndex
    var third: String.Index?
    while true {
      let end =
        bytes[start...].firstIndex(of: UInt8(ascii: "-")) ?? bytes.endIndex
      parts += 1
      let part = zone[start..<end]
      if parts == 2, part == "gov" || part.hasPrefix("iso") { wanted = 4 }
      if parts == 3 { third = end }
      if parts == wanted {
        third = end
        break
      }
      guard end < bytes.endIndex else { break }
      start = bytes.index(after: end)
    }
    guard let third else { return zone }
    let region = zone[..<third]
    guard let last = region.last, last.isLetter else { return String(region) }
    return String(region.dropLast())
  }
}

extension PoolID: Comparable {
  /// Order of the keys, so that every listing comes out the same way.
  public static func < (left: Self, right: Self) -> Bool {
    if left.provider != right.provider {
      return left.provider.rawValue < right.provider.rawValue
    }
    return (left.zone, left.instanceType, left.os)
      < (right.zone, right.instanceType, right.os)
  }
}

extension PoolID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      try self.init(key: text)
    } catch {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: error.message)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(key)
  }
}

extension PoolID: CustomStringConvertible {
  public var description: String { key }
}
