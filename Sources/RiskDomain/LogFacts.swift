/// A fact that only logs state: names, requests, fleets, checkpoints, cells.
public enum LogFact: Hashable, Sendable {
  case alias(InstanceAlias)
  case request(CapacityRequest)
  case fleetChange(FleetChange)
  case aliveCount(AliveCount)
  case checkpoint(CheckpointReport)
  case cell(ExposureCell)
  case lives(LifeCell)
  case attempts(AttemptCell)
}

extension LogFact {
  /// Where the fact was stated.
  public var origin: RowOrigin {
    switch self {
    case .alias(let fact): fact.origin
    case .request(let fact): fact.origin
    case .fleetChange(let fact): fact.origin
    case .aliveCount(let fact): fact.origin
    case .checkpoint(let fact): fact.origin
    case .cell(let fact): fact.origin
    case .lives(let fact): fact.origin
    case .attempts(let fact): fact.origin
    }
  }

  /// The instants that the fact speaks of, in no order.
  public var instants: [UTCInstant] {
    switch self {
    case .alias(let fact): [fact.since]
    case .request(let fact):
      [fact.requestedAt, fact.grantedAt, fact.refusedAt].compactMap(\.self)
    case .fleetChange(let fact): [fact.at]
    case .aliveCount(let fact): [fact.at]
    case .checkpoint(let fact): [fact.at]
    case .cell(let fact): [fact.from, fact.until]
    case .lives(let fact): [fact.watchedFrom, fact.until]
    case .attempts(let fact): [fact.until]
    }
  }
}
