import RiskDomain
import RiskModels

/// The state of every region whose provider's surges a model tells.
struct WaveFilters: Sendable {
  private var filters: [String: WaveFilter] = [:]

  init(_ artifact: HazardArtifact?, _ spells: [Spell]) {
    guard let artifact, let waves = artifact.waves,
      waves.values.contains(where: \.isTaken)
    else { return }
    for series in artifact.lossSeries(of: spells) {
      guard let model = waves[series.provider.rawValue], model.isTaken else {
        continue
      }
      filters[Self.place(series.provider, series.region)] = WaveFilter(
        model, series)
    }
  }

  /// The filter of a pool's region.
  subscript(pool: PoolID) -> WaveFilter? {
    filters[Self.place(pool.provider, pool.region)]
  }

  /// By provider/region, sorted.
  var all: [(place: String, filter: WaveFilter)] {
    filters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  static func place(_ provider: PoolID.Provider, _ region: String) -> String {
    "\(provider.rawValue)/\(region)"
  }
}
