public import RiskDomain

/// Losses of one pool that fell together among instances of one age.
///
/// What is launched together is of one age, so this is what tells how a gang
/// falls. Instances of other ages run at another hazard: that they outlive a
/// shock says nothing of a gang.
public struct CohortLoss: Hashable, Sendable, Codable {
  public var pool: PoolID
  /// The first loss.
  public var at: UTCInstant
  /// Index of the age group, 0 the youngest.
  public var piece: Int
  /// Instances of that age group that ran just before, ≥ `lost`.
  public var atRisk: Int
  /// Those of them lost within the window, ≥ 1.
  public var lost: Int

  public init(
    pool: PoolID, at: UTCInstant, piece: Int, atRisk: Int, lost: Int
  ) {
    self.pool = pool
    self.at = at
    self.piece = piece
    self.atRisk = atRisk
    self.lost = lost
  }
}

/// Groups instances' losses of one pool and age group that lie within a window
/// of the group's first.
///
/// Lives of unknown age and of probed pools are left out.
///
/// - Parameters:
///   - cuts: lower edges of the ages between which the hazard does not change,
///     hours, ascending from 0.
///   - windowSeconds: as in `lossClusters`.
public func cohortLosses(
  from spells: [Spell], cutAtHours cuts: [Double], windowSeconds: Double
) -> [CohortLoss] {
  let window = milliseconds(hours: windowSeconds / 3600)
  let edges = cuts.map { milliseconds(hours: $0) }
  let lives = spells.filter {
    $0.clock == .instance && $0.process == .loss && $0.watched != nil
  }
  return Dictionary(grouping: lives, by: \.pool)
    .sorted { $0.key < $1.key }
    .flatMap { pool, members in
      cohorts(of: members.map(Life.init), edges, window).map {
        CohortLoss(
          pool: pool, at: $0.at, piece: $0.piece, atRisk: $0.atRisk,
          lost: $0.lost)
      }
    }
}

/// One life on the calendar.
private struct Life {
  var bornAt, from, until: UTCInstant
  var isLost: Bool

  init(_ spell: Spell) {
    from = spell.watchedFrom
    until = spell.watchedUntil
    isLost = spell.exit == .interrupted
    bornAt = from.adding(
      milliseconds: -milliseconds(hours: spell.watched?.after ?? 0))
  }
}

/// Walks along the calendar with the lives that run in hand.
private func cohorts(
  of lives: [Life], _ edges: [Int64], _ window: Int64
) -> [(at: UTCInstant, piece: Int, atRisk: Int, lost: Int)] {
  let starts = lives.sorted { $0.from < $1.from }
  let moments = lives.filter(\.isLost).map(\.until).sorted()
  var running: [Life] = []
  var next = 0
  var index = 0
  var result: [(at: UTCInstant, piece: Int, atRisk: Int, lost: Int)] = []
  while index < moments.count {
    let first = moments[index]
    while next < starts.count, starts[next].from < first {
      running.append(starts[next])
      next += 1
    }
    running.removeAll { $0.until < first }
    var atRisk = edges.map { _ in 0 }
    var lost = atRisk
    for life in running {
      let age = first.milliseconds(since: life.bornAt)
      // Pieces are open on the left.
      let group = edges.lastIndex { $0 < age } ?? 0
      atRisk[group] += 1
      if life.isLost, life.until.milliseconds(since: first) <= window {
        lost[group] += 1
      }
    }
    for group in edges.indices where lost[group] > 0 {
      result.append((first, group, atRisk[group], lost[group]))
    }
    while index < moments.count,
      moments[index].milliseconds(since: first) <= window
    {
      index += 1
    }
  }
  return result
}
