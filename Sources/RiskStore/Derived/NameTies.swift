/// Names that belong together.
struct NameTies {
  /// A lesser name of the same instance, where there is one.
  private var lesser: [String: String] = [:]

  /// Notes that two names, and all that are tied to them, belong together.
  mutating func tie(_ a: String, _ b: String) {
    let (a, b) = (least(a), least(b))
    if a < b { lesser[b] = a } else if b < a { lesser[a] = b }
  }

  /// The least of the names that belong together with a name.
  ///
  /// Each step leaves its name nearer to the least (path halving, Tarjan and
  /// van Leeuwen 1984): long chains of names would else be walked for each.
  mutating func least(_ name: String) -> String {
    var name = name
    while let next = lesser[name] {
      guard let after = lesser[next] else { return next }
      lesser[name] = after
      name = after
    }
    return name
  }
}
