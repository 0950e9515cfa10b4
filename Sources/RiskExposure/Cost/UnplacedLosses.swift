public import RiskDomain

/// When instances were lost of which no source tells the pool.
///
/// They have no life, so that they stand in no sum.
///
/// - Parameters:
///   - lives: of `jobLives(from:catalog:labels:until:)`.
///   - aliases: names of instances that logs may use.
/// - Returns: the first moment of each instance, ascending.
public func unplacedLosses(
  _ events: [InstanceEvent], lives: [JobLife], aliases: [InstanceAlias],
  until: UTCInstant
) -> [UTCInstant] {
  let names = InstanceNames(aliases, until: until)
  let known = Set(
    lives.map { InstanceKey(provider: $0.pool.provider, id: $0.instanceID) })
  var lost: [InstanceKey: UTCInstant] = [:]
  for event in events where event.isLoss && event.at <= until {
    let key = names.key(event.provider, event.instanceID, at: event.at)
    guard !known.contains(key) else { continue }
    lost[key] = min(lost[key] ?? event.at, event.at)
  }
  return lost.values.sorted()
}
