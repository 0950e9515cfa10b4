public import RiskDomain

/// Which instance a name means at a moment.
struct InstanceNames {
  /// Per name, by the moment from which it holds.
  private var holders: [InstanceKey: [(since: UTCInstant, id: String)]] = [:]

  init(_ aliases: [InstanceAlias], until: UTCInstant) {
    for alias in aliases where alias.since <= until {
      let name = InstanceKey(provider: alias.provider, writtenID: alias.name)
      holders[name, default: []].append((alias.since, alias.instanceID))
    }
    for name in holders.keys {
      holders[name]?.sort { ($0.since, $0.id) < ($1.since, $1.id) }
    }
  }

  /// The instance that held the name last before the moment; the id itself
  /// where it is no such name.
  func key(
    _ provider: PoolID.Provider, _ writtenID: String, at instant: UTCInstant
  ) -> InstanceKey {
    let key = InstanceKey(provider: provider, writtenID: writtenID)
    guard let holder = holders[key]?.last(where: { $0.since <= instant })
    else { return key }
    return InstanceKey(provider: provider, writtenID: holder.id)
  }
}

extension InstanceKey {
  /// The key of an id as some source writes it: a link or an ARN is cut to
  /// its last part, and Azure's names, of which case is no part, to lower
  /// case.
  init(provider: PoolID.Provider, writtenID: String) {
    var id = writtenID
    if writtenID.utf8.contains(UInt8(ascii: "/")),
      let last = writtenID.split(separator: "/").last
    {
      id = String(last)
    }
    self.init(
      provider: provider, id: provider == .azure ? id.lowercased() : id)
  }
}

/// The key under which all facts of one instance come together, however a
/// source writes its id.
public func partKey(
  _ provider: PoolID.Provider, instance writtenID: String
) -> String {
  let key = InstanceKey(provider: provider, writtenID: writtenID)
  return "\(key.provider.rawValue)/i/\(key.id)"
}
