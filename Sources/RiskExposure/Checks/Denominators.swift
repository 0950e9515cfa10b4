import RiskDomain

/// Interruptions of which no hours at risk are known.
///
/// A log of interruptions counts losses and not the instances that lived: it
/// gives no rate, and a pool that shows none is not safe.
func denominatorWarnings(
  _ provider: PoolID.Provider, _ facts: InstanceFacts, _ spells: [Spell]
) -> [SourceWarning] {
  let losses = facts.events.filter(\.isLoss)
  let watched = Set(
    spells.filter {
      $0.process == .loss && $0.clock == .instance
        && $0.watchedUntil > $0.watchedFrom
    }.map(\.pool))
  guard !losses.isEmpty else { return [] }
  guard !watched.isEmpty else {
    return [
      SourceWarning(
        kind: .noDenominator, count: losses.count,
        message:
          "\(provider.rawValue): \(Counted.of(losses.count, "interruption"))"
          + " and not one hour at risk: a log of interruptions has no "
          + "denominator and gives no rate. Ingest launches, a bill with "
          + "resource ids or instance descriptions of the same time.",
        examples: Array(
          Set(losses.map(\.instanceID)).sorted()
            .prefix(SourceWarning.mostExamples)))
    ]
  }
  let places = Dictionary(
    facts.instances.map { ($0.instanceID, $0) },
    uniquingKeysWith: { first, _ in first })
  var blind: [PoolID: Int] = [:]
  for loss in losses {
    guard let known = places[loss.instanceID],
      let zone = known.zone ?? loss.zone, let type = known.instanceType
    else { continue }
    let pool = PoolID(
      provider: provider, zone: zone, instanceType: type,
      os: known.os ?? "linux")
    if !watched.contains(pool) { blind[pool, default: 0] += 1 }
  }
  guard !blind.isEmpty else { return [] }
  let count = blind.values.reduce(0, +)
  return [
    SourceWarning(
      kind: .noDenominator, count: count,
      message: "\(provider.rawValue): \(Counted.of(count, "interruption")) in "
        + "\(Counted.of(blind.count, "pool")) without one hour at risk: these "
        + "pools get no rate of their own. Ingest launches or a bill with "
        + "resource ids of the same time.",
      examples: blind.keys.sorted().prefix(SourceWarning.mostExamples)
        .map(\.key))
  ]
}

extension InstanceEvent {
  /// Whether the provider took the instance back, or said that it would.
  var isLoss: Bool { kind == .interruptionWarning || kind == .preempted }
}
