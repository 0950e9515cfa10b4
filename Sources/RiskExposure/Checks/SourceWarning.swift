public import RiskDomain

/// Something the sources say that does not suffice or cannot all be true.
public struct SourceWarning: Hashable, Sendable, Codable {
  /// What is wrong.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Interruptions without hours at risk.
    case noDenominator
    /// Two sources say different things of the same hour or instant.
    case disagreement
    /// Times of one source do not fit those of another.
    case clock
    /// Facts later than the clock of the machine.
    case futureDated
    /// The newest fact of a source is old.
    case stale
  }

  public var kind: Kind
  /// How many interruptions, hours, instants, events, files or sources.
  public var count: Int
  /// What was seen and the next step.
  public var message: String
  /// The first instances, pools or files that are meant, in order.
  public var examples: [String]

  public init(kind: Kind, count: Int, message: String, examples: [String]) {
    self.kind = kind
    self.count = count
    self.message = message
    self.examples = examples
  }

  /// Examples given with a warning.
  static let mostExamples = 3
}

/// Checks the facts against one another.
///
/// - Parameter spells: what was made of the same facts.
public func sourceWarnings(
  from facts: InstanceFacts, spells: [Spell]
) -> [SourceWarning] {
  PoolID.Provider.allCases.flatMap { provider -> [SourceWarning] in
    let part = InstanceFacts(
      usage: facts.usage.filter { $0.provider == provider },
      events: facts.events.filter { $0.provider == provider },
      instances: facts.instances.filter { $0.provider == provider },
      launches: facts.launches.filter { $0.pool.provider == provider })
    let mine = spells.filter { $0.pool.provider == provider }
    return denominatorWarnings(provider, part, mine)
      + runningWarnings(provider, part) + overlapWarnings(provider, part)
      + clockWarnings(provider, part)
  }
}

/// Facts of one kind by the instance that they are of.
func byInstance<Value>(
  _ values: [Value], _ id: (Value) -> String?
) -> [(id: String, values: [Value])] {
  var groups: [String: [Value]] = [:]
  for value in values {
    if let id = id(value) { groups[id, default: []].append(value) }
  }
  return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
}

/// Hours with one decimal, for a sentence.
func hoursText(milliseconds: Int64) -> String {
  let tenths = (Double(milliseconds) / 360_000).rounded() / 10
  return tenths == tenths.rounded()
    ? "\(Int64(tenths))" : "\(tenths)"
}
