import RiskDomain

/// Loss spells of instances from launches, operations, events and billing.
///
/// - Parameters:
///   - markets: only capacity that the provider may take back is at risk; who
///     asks for more wants to know when it ran.
///   - survey: of all facts, of which these may be a part.
func instanceLives(
  _ evidence: [InstanceKey: InstanceEvidence], facts: InstanceFacts,
  catalog: Catalog, until: UTCInstant, markets: Set<Market> = [.spot],
  survey: WatchSurvey, _ tally: inout LifeTally
) -> [Spell] {
  let usage = facts.usage.filter { $0.usageEnd <= until }
  let spans = BillingSpans(survey, coverage: facts.coverage, until: until)
  let watched = WatchedSpans(survey)
  var spells: [Spell] = []
  tally.count(
    .usageWithoutInstance,
    usage.count { $0.resourceID == nil })
  for (key, known) in evidence.sorted(by: { $0.key < $1.key }) {
    guard let pool = known.pool, let origin = known.origin else {
      tally.countUnplaced(known)
      continue
    }
    guard let market = known.market else {
      tally.count(.unknownMarket)
      continue
    }
    guard markets.contains(market) else { continue }
    let resolver = LifeResolver(
      key: key, pool: pool, origin: origin, evidence: known,
      capSeconds: known.description?.lifetimeCapSeconds,
      atomFromSeconds: atomSeconds(known, key, catalog),
      nominalNotice: catalog.noticeWindow(key.provider)?.noticeSeconds,
      spans: spans, watched: watched, until: until)
    let lives = resolver.spells(&tally)
    if lives.isEmpty { tally.countUnplaced(known) }
    spells += lives
  }
  return spells
}

/// Ends at or after this age are the cap at work; nil without a cap.
private func atomSeconds(
  _ known: InstanceEvidence, _ key: InstanceKey, _ catalog: Catalog
) -> Double? {
  guard let cap = known.description?.lifetimeCapSeconds else { return nil }
  return catalog.lifetimeCaps.first {
    $0.provider == key.provider && $0.capSeconds == Double(cap)
  }?.atomFromSeconds ?? Double(cap)
}

/// Counts of what the facts could not say, and their sentences.
struct LifeTally {
  /// What could not be known.
  enum Reason: CaseIterable {
    case unplacedWarning, unplacedLoss, unplacedInstance, unplacedRequest
    case unknownMarket
    case usageWithoutInstance, unknownStart, assumedReleased
    case assumedRunning, survivedWarning

    /// What is counted, and the sentence after it; of one and of many.
    fileprivate var words: (one: String, many: String) {
      switch self {
      case .unplacedWarning:
        (
          "interruption warning names an instance that no launch, billing row "
            + "or description places in a pool: it gives no exposure",
          "interruption warnings name instances that no launch, billing row or "
            + "description places in a pool: they give no exposure"
        )
      case .unplacedLoss:
        (
          "loss is an event without a pool: no launch, billing row or "
            + "description places its instance or tells when it began; "
            + "it gives no exposure until a file does",
          "losses are events without a pool: no launch, billing row or "
            + "description places their instances or tells when they began; "
            + "they give no exposure until a file does"
        )
      case .unplacedRequest:
        (
          "refused request does not say for which type, place or market: "
            + "it tells of no pool",
          "refused requests do not say for which type, place or market: "
            + "they tell of no pool"
        )
      case .unplacedInstance:
        (
          "instance has no known start, pool or type: it gives no exposure",
          "instances have no known start, pool or type: they give no exposure"
        )
      case .unknownMarket:
        (
          "instance is known to no source as spot or on-demand: "
            + "it gives no exposure",
          "instances are known to no source as spot or on-demand: "
            + "they give no exposure"
        )
      case .usageWithoutInstance:
        (
          "billing row names no instance: it gives no lives; "
            + "export the bill with resource ids",
          "billing rows name no instance: they give no lives; "
            + "export the bill with resource ids"
        )
      case .unknownStart:
        (
          "life began before the data: its age is unknown and it is left out "
            + "of age effects",
          "lives began before the data: their age is unknown and they are left "
            + "out of age effects"
        )
      case .assumedReleased:
        (
          "life ended without a warning or a recorded reason: "
            + "taken as stopped by the user",
          "lives ended without a warning or a recorded reason: "
            + "taken as stopped by the user"
        )
      case .assumedRunning:
        (
          "life has no recorded end: taken as running at the end of the data, "
            + "or until a silence of 30 days",
          "lives have no recorded end: "
            + "taken as running at the end of the data, or until a silence of "
            + "30 days"
        )
      case .survivedWarning:
        (
          "interruption warning was outlived by more than 15 minutes: "
            + "not counted as a loss",
          "interruption warnings were outlived by more than 15 minutes: "
            + "not counted as losses"
        )
      }
    }
  }

  private var counts: [Reason: Int] = [:]

  mutating func count(_ reason: Reason, _ number: Int = 1) {
    counts[reason, default: 0] += number
  }

  mutating func countUnplaced(_ known: InstanceEvidence) {
    let warnings = known.events.count { $0.kind == .interruptionWarning }
    let losses = known.events.count { $0.kind == .preempted }
    if losses > 0 {
      count(.unplacedLoss, losses)
    } else if warnings > 0 {
      count(.unplacedWarning, warnings)
    } else if !known.events.isEmpty {
      // A description alone claims no life.
      count(.unplacedInstance)
    }
  }

  var notes: [SpellReport.Note] {
    Reason.allCases.compactMap { reason in
      guard let count = counts[reason], count > 0 else { return nil }
      return SpellReport.Note(
        count: count,
        message: Counted.of(count, reason.words.one, reason.words.many))
    }
  }
}
