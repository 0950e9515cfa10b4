public import RiskDomain

/// Exposures of a fit, summed by stratum as they come.
///
/// The table of a hundred thousand pools takes a hundredth of the room of its
/// exposures, so that nobody needs to hold these all at once.
public struct ExposureTables: Sendable {
  private let cuts: ModelSpec.AgeCuts
  private var tables: [StratumKey: StratumTable] = [:]

  /// - Parameter spec: the ages at which exposures are cut.
  /// - Throws: `invalidSpec`.
  public init(_ spec: ModelSpec) throws(FitError) {
    try spec.validate()
    cuts = spec.ageCutsHours
  }

  /// Takes exposures cut as the spec asks (`ModelSpec.exposures(from:)`).
  public mutating func add(_ exposures: [Exposure]) {
    for exposure in exposures {
      let key = StratumKey(exposure)
      tables[
        key,
        default: StratumTable(cuts: cuts.edges(key.clock, key.process))
      ].add(exposure)
    }
  }

  /// By stratum, its pools in order.
  func sorted() -> [StratumKey: StratumTable] {
    tables.mapValues { $0.sortedByPool() }
  }
}
