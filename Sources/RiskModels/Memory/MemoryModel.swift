public import RiskDomain

/// What became of one provider's memory hazard in a fit.
public struct MemoryModel: Hashable, Sendable, Codable {
  /// Version of this part of the artifact.
  public var schemaVersion = 1
  public var trial: MemoryTrial
  /// The hazard; nil when the first model forecasts.
  public var hazard: MemoryHazard?
  /// Terms that the data cannot carry, and that are 0 therefore.
  public var absentTerms: [String]

  /// Tries and, where it is better, fits the memory hazard of each provider
  /// with probed pools; sorted by provider.
  static func fitted(
    _ spells: [Spell], spec: ModelSpec, memory: ModelSpec.Memory
  ) -> [MemoryModel] {
    let probes = spells.filter { $0.clock == .probe }
    return Dictionary(grouping: probes, by: \.pool.provider)
      .sorted { $0.key.rawValue < $1.key.rawValue }
      .map { MemoryModel($1, provider: $0, spec: spec, memory: memory) }
  }

  private init(
    _ spells: [Spell], provider: PoolID.Provider, spec: ModelSpec,
    memory: ModelSpec.Memory
  ) {
    trial = MemoryTrial(
      spells, provider: provider, spec: spec, memory: memory)
    absentTerms = []
    guard trial.isTaken else { return }
    let histories = PoolHistory.all(spells)
    do throws(FitError) {
      hazard = try MemoryHazard(
        histories, provider: provider, residualShape: memory.residualShape)
    } catch {
      trial.isTaken = false
      trial.reason = error.message
      return
    }
    let groups = Dictionary(grouping: histories.map(\.pool)) { SiblingKey($0) }
    if !groups.values.contains(where: { Set($0.map(\.zone)).count < $0.count })
    {
      absentTerms.append("siblings of the zone")
    }
    if !groups.values.contains(where: { Set($0.map(\.zone)).count > 1 }) {
      absentTerms.append("siblings of other zones")
    }
    if hazard?.design.hasWeek == false { absentTerms.append("day of the week") }
  }
}

extension MemoryHazard {
  /// Coefficients of the columns with their standard errors, per standard
  /// deviation of a column in the training rows.
  var parameters: [HazardArtifact.Parameter] {
    let q = conditional.coefficients.count
    return design.names.indices.map { j in
      HazardArtifact.Parameter(
        name: "memory.\(provider.rawValue).\(design.names[j])",
        unit: "log(1/h)", estimate: conditional.coefficients[j],
        standardError: max(conditional.covariance[j * q + j], 0).squareRoot())
    }
  }
}

extension HazardArtifact {
  /// The memory hazard of a pool's provider, where it was taken.
  public func memoryHazard(for pool: PoolID) -> MemoryHazard? {
    memory?.first { $0.trial.provider == pool.provider }?.hazard
  }
}
