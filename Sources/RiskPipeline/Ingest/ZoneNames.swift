import RiskDomain

/// AZ ids and the names that the user's account has for them.
///
/// Prices by AZ id (archives) and by zone name (the user's own pulls) are
/// stored as they came and brought together here, when they are read: an alias
/// that is ingested later, or corrected, holds for what is there already.
struct ZoneNames: Sendable {
  private var idOfName: [String: String] = [:]
  private var nameOfID: [String: String] = [:]
  /// A sentence for names that two accounts use for two places.
  private(set) var notes: [String] = []

  /// Reads the aliases of all accounts.
  ///
  /// Facts do not say whose account they come from: a name that means two
  /// places, or a place with two names, is left as it is.
  init(_ aliases: [ZoneAlias]) {
    let ids = Dictionary(grouping: aliases, by: \.zoneName).mapValues {
      Set($0.map(\.zoneID))
    }
    let names = Dictionary(grouping: aliases, by: \.zoneID).mapValues {
      Set($0.map(\.zoneName))
    }
    for (name, places) in ids.sorted(by: { $0.key < $1.key }) {
      guard places.count == 1, let id = places.first, names[id]?.count == 1
      else {
        notes.append(
          "Zone \(name) stands for \(places.sorted().joined(separator: ", ")) "
            + "in different accounts, or shares a place with another name: "
            + "its prices by AZ id are left apart.")
        continue
      }
      idOfName[name] = id
      nameOfID[id] = name
    }
  }

  /// The same pool under the zone's other kind of name; nil without one.
  func twin(of pool: PoolID) -> PoolID? {
    guard pool.provider == .aws,
      let zone = idOfName[pool.zone] ?? nameOfID[pool.zone]
    else { return nil }
    var twin = pool
    twin.zone = zone
    return twin
  }

  /// The pool under the account's own name for its zone.
  func named(_ pool: PoolID) -> PoolID {
    guard pool.provider == .aws, let name = nameOfID[pool.zone] else {
      return pool
    }
    var named = pool
    named.zone = name
    return named
  }
}
