public import RiskDomain

/// What a user says about a file because the file itself does not.
public struct IngestHints: Sendable {
  /// When tick 0 of an availability trace begins.
  public var start: UTCInstant?
  /// Seconds between ticks; overrides the trace's own.
  public var gapSeconds: Double?
  public var provider: PoolID.Provider?
  public var zone: String?
  public var instanceType: String?
  /// Of times that carry no zone; nil sets such rows aside.
  public var clock: LocalClock?
  /// When a list that carries no time was fetched.
  public var capturedAt: UTCInstant?
  /// Machines whose price is the sum of listed parts; none without a catalog.
  public var instanceTypes: [Catalog.InstanceType]
  /// Path of the `duckdb` command, for Parquet files; nil when there is none.
  public var duckdb: String?
  /// Whether billing rows of a type are wanted; the others are counted as
  /// ignored.
  public var isAccelerated: @Sendable (PoolID.Provider, String) -> Bool

  /// Hints, all unknown unless given.
  public init(
    start: UTCInstant? = nil, gapSeconds: Double? = nil,
    provider: PoolID.Provider? = nil, zone: String? = nil,
    instanceType: String? = nil, clock: LocalClock? = nil,
    capturedAt: UTCInstant? = nil,
    instanceTypes: [Catalog.InstanceType] = [], duckdb: String? = nil,
    isAccelerated: @escaping @Sendable (PoolID.Provider, String) -> Bool =
      IngestHints.isAcceleratedByName
  ) {
    self.start = start
    self.gapSeconds = gapSeconds
    self.provider = provider
    self.zone = zone
    self.instanceType = instanceType
    self.clock = clock
    self.capturedAt = capturedAt
    self.instanceTypes = instanceTypes
    self.duckdb = duckdb
    self.isAccelerated = isAccelerated
  }

  /// Judges a type by its family alone, for use without a catalog.
  ///
  /// AWS: families p, g and gr followed by a digit, trn, inf, dl, vt, f (FPGA).
  /// GCP: a2, a3, …, g2, g4, and any "+gpu" type. Azure: sizes of the N
  /// series.
  public static func isAcceleratedByName(
    _ provider: PoolID.Provider, _ instanceType: String
  ) -> Bool {
    switch provider {
    case .aws:
      let letters = instanceType.prefix { $0.isLetter }
      let next = instanceType.dropFirst(letters.count).first
      guard let next, next.isNumber else { return false }
      return ["p", "g", "gr", "trn", "inf", "dl", "f", "vt"].contains(
        String(letters))
    case .gcp:
      if instanceType.contains("+") { return true }
      let family = instanceType.prefix { $0 != "-" }
      if family == "g2" || family == "g4" { return true }
      return family.first == "a"
        && family.dropFirst().first?.isNumber == true
    case .azure:
      return instanceType.lowercased().hasPrefix("standard_n")
    }
  }
}
