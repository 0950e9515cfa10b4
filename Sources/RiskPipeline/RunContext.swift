public import Logging
public import RiskDomain

/// What a use case takes from the outside world.
public struct RunContext: Sendable {
  /// No fact after it influences the output.
  public var asOf: UTCInstant
  /// Stamp of the documents written.
  public var generatedAt: UTCInstant
  /// Seed of everything random.
  public var seed: UInt64
  /// Progress and warnings; never on standard output.
  public var log: Logger
  /// Where the catalog and the specs lie.
  public var home: DataHome
  /// Dated facts of the clouds.
  public var catalog: Catalog {
    didSet { madeDigest = CatalogDigest() }
  }
  private(set) var madeDigest = CatalogDigest()

  /// - Parameter catalogDigest: of the catalog, where it came with it.
  public init(
    asOf: UTCInstant, generatedAt: UTCInstant, seed: UInt64, log: Logger,
    home: DataHome, catalog: Catalog, catalogDigest: String? = nil
  ) {
    self.asOf = asOf
    self.generatedAt = generatedAt
    self.seed = seed
    self.log = log
    self.home = home
    self.catalog = catalog
    madeDigest = CatalogDigest(catalogDigest)
  }
}
