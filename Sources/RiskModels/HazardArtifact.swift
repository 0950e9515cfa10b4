public import RiskDomain

/// A fitted model with all that is needed to reuse, audit or refuse it.
///
/// Encoded with sorted keys it has one byte sequence per fit; the digest over
/// those bytes is the caller's.
public struct HazardArtifact: Hashable, Sendable, Codable {
  /// One number on the scale it was estimated on.
  public struct Parameter: Hashable, Sendable, Codable {
    public var name: String
    public var unit: String
    public var estimate: Double
    public var standardError: Double
  }

  /// How the iteration ended.
  public struct Convergence: Hashable, Sendable, Codable {
    /// Over all strata.
    public var iterations: Int
    /// Largest last change of a log parameter over all strata.
    public var gradientNorm: Double
  }

  /// Where the data came from.
  public struct Provenance: Hashable, Sendable, Codable {
    public var observedFrom, observedUntil: UTCInstant
    public var dataDigest: String
    public var codeVersion: String
    public var seed: UInt64

    public init(
      observedFrom: UTCInstant, observedUntil: UTCInstant, dataDigest: String,
      codeVersion: String, seed: UInt64
    ) {
      self.observedFrom = observedFrom
      self.observedUntil = observedUntil
      self.dataDigest = dataDigest
      self.codeVersion = codeVersion
      self.seed = seed
    }
  }

  public var schemaVersion: Int
  /// The family's name, "nested-gamma-poisson".
  public var family: String
  public var spec: ModelSpec
  public var parameters: [Parameter]
  /// Nats, over all strata.
  public var logLikelihood: Double
  /// Losses, and hours at risk of one.
  public var interruptions: Int
  public var hoursAtRisk: Double
  public var observedFrom, observedUntil: UTCInstant
  public var dataDigest, codeVersion: String
  public var seed: UInt64
  public var convergence: Convergence
  /// Sorted by process, clock and provider.
  public var strata: [HazardStratum]
  /// By provider's name, from instances' losses.
  public var sharedShock: [String: SharedShock]
  /// By provider's name: how instances of one age fall together, by pool; nil
  /// in artifacts from before there was one.
  public var gangs: [String: GangModel]?
  /// By provider's name: surges of whole regions, taken or not; nil where the
  /// spec asks for none.
  public var waves: [String: WaveModel]?
  /// By pool key: P(one launch attempt succeeds), shrunk to the provider's.
  public var attemptSuccess: [String: Double]
  /// By provider's name: how success falls with the number asked for; nil where
  /// no request was refused.
  public var requests: [String: GangRequests]?
  /// By provider with probed pools: the hazard with memory, or why it was not
  /// taken; nil in artifacts from before there was one.
  public var memory: [MemoryModel]?
}
