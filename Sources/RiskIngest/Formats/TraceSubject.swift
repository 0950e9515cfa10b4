import RiskDomain

/// Which pool a trace watched and from when on, read from its path and hints.
struct TraceSubject {
  private let hints: IngestHints
  // `us-west-2a` of `us-west-2a_v100_1.json`.
  private let zoneInName: String?
  // `v100_1`
  private let machineInName: String?
  private let folder: (provider: PoolID.Provider, start: UTCInstant)?

  init(_ input: FormatInput) {
    hints = input.hints
    let stem = input.name.split(separator: ".").first.map(String.init) ?? ""
    let parts = stem.split(separator: "_", maxSplits: 1)
    let isNamed = parts.count == 2 && parts[0].contains("-")
    zoneInName = isNamed ? String(parts[0]) : nil
    machineInName = isNamed ? String(parts[1]) : nil
    folder =
      input.path.split(separator: "/").dropLast().reversed()
      .lazy.compactMap(Self.collection).first
  }

  /// Provider and day of a folder named `aws-10-26-2022`.
  private static func collection(
    _ folder: Substring
  ) -> (provider: PoolID.Provider, start: UTCInstant)? {
    let parts = folder.split(separator: "-")
    guard parts.count == 4,
      let provider = PoolID.Provider(rawValue: String(parts[0])),
      let start = try? UTCInstant(
        parsing: "\(parts[3])-\(parts[1])-\(parts[2])T00:00:00Z")
    else { return nil }
    return (provider, start)
  }

  /// When tick 0 begins.
  func start(file: String) throws(IngestError) -> UTCInstant {
    guard let start = hints.start ?? folder?.start else {
      throw .missing(
        option: "--start",
        "the trace does not say when it begins. Give the time of its first "
          + "tick with --start, for example --start 2022-10-26T00:00:00Z, or "
          + "put it into a folder named aws-10-26-2022.", file: file)
    }
    return start
  }

  /// The pool that was probed.
  func pool(file: String) throws(IngestError) -> PoolID {
    guard let zone = hints.zone ?? zoneInName else {
      throw .missing(
        option: "--zone",
        "the file name is not ZONE_ACCELERATOR_COUNT.json. Give the zone "
          + "with --zone.", file: file)
    }
    let provider =
      hints.provider ?? folder?.provider ?? Self.provider(ofZone: zone)
    guard let provider else {
      throw .missing(
        option: "--provider",
        "zone '\(zone)' may belong to several clouds. Name one with "
          + "--provider.", file: file)
    }
    let type =
      hints.instanceType
      ?? machineInName.flatMap { Self.instanceTypes[provider]?[$0] }
    guard let type else {
      throw .missing(
        option: "--instance-type",
        "it is not known which \(provider.rawValue) instance type "
          + "'\(machineInName ?? "the file")' stands for. Name it with "
          + "--instance-type.", file: file)
    }
    return PoolID(provider: provider, zone: zone, instanceType: type)
  }

  /// AWS writes us-west-2a, GCP us-west1-a.
  static func provider(ofZone zone: String) -> PoolID.Provider? {
    guard let last = zone.last, last.isLetter else { return nil }
    let before = zone.dropLast().last
    if before?.isNumber == true { return .aws }
    return before == "-" ? .gcp : nil
  }

  /// Machines by accelerator and count, as published traces name them.
  ///
  /// GPU counts per type as the providers' instance type pages list them.
  static let instanceTypes: [PoolID.Provider: [String: String]] = [
    .aws: [
      "k80_1": "p2.xlarge", "k80_8": "p2.8xlarge", "k80_16": "p2.16xlarge",
      "v100_1": "p3.2xlarge", "v100_4": "p3.8xlarge",
      "v100_8": "p3.16xlarge", "t4_1": "g4dn.xlarge",
      "t4_4": "g4dn.12xlarge", "a10g_1": "g5.xlarge",
      "a10g_4": "g5.12xlarge", "a10g_8": "g5.48xlarge",
      "a100_40gb_8": "p4d.24xlarge", "a100_80gb_8": "p4de.24xlarge",
      "h100_80gb_8": "p5.48xlarge", "intel_64": "r5.16xlarge",
    ],
    .gcp: [
      "a100_40gb_1": "a2-highgpu-1g", "a100_40gb_2": "a2-highgpu-2g",
      "a100_40gb_4": "a2-highgpu-4g", "a100_40gb_8": "a2-highgpu-8g",
      "a100_80gb_1": "a2-ultragpu-1g", "a100_80gb_2": "a2-ultragpu-2g",
      "a100_80gb_4": "a2-ultragpu-4g", "a100_80gb_8": "a2-ultragpu-8g",
      "c3-88": "c3-highcpu-88",
    ],
  ]
}
