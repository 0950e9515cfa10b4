public import RiskDomain

/// What one interruption cost, part by part.
///
/// A part of which the evidence is missing is unknown with a reason, never 0.
public struct InterruptionCost: Hashable, Sendable {
  /// What is paid for and lost.
  public enum Part: String, Sendable, CaseIterable {
    /// Compute since the last checkpoint, of the whole gang.
    case lostWork
    /// The gang's other instances, paid for until it is whole again.
    case idleGang
    /// The whole gang, paid for until it is at work again.
    case restart
    /// Time after the loss that the bill rounds up to.
    case partialHour
  }

  /// Why a part is unknown.
  public enum Gap: String, Sendable, CaseIterable {
    case noJob, noGang, noCheckpointReport, noRestartReport, notOver
    case noBill, billOpen, noEffectiveCost, mixedCurrencies
  }

  /// Paid instance-time.
  public struct Amount: Hashable, Sendable {
    /// Millionths of the currency.
    public var micro: Int64
    public var instanceMilliseconds: Int64

    public static let zero = Amount(micro: 0, instanceMilliseconds: 0)

    public init(micro: Int64, instanceMilliseconds: Int64) {
      self.micro = micro
      self.instanceMilliseconds = instanceMilliseconds
    }
  }

  /// An amount, or why there is none.
  public enum Figure: Hashable, Sendable {
    case known(Amount)
    case unknown(Gap)

    /// nil when unknown.
    public var amount: Amount? {
      if case .known(let amount) = self { amount } else { nil }
    }

    /// nil when known.
    public var gap: Gap? {
      if case .unknown(let gap) = self { gap } else { nil }
    }
  }

  public var at: UTCInstant
  public var pool: PoolID
  public var instanceID: String
  public var job, team, gang: String?
  /// ISO 4217 code; nil where no bill knows the instance or its gang.
  public var currency: String?
  public var lostWork, idleGang, restart, partialHour: Figure
  /// Losses of one job within three minutes share equally what they cost
  /// together, 1 for a loss on its own.
  public var sharedBy: Int
  /// Running instances of the job just before; nil without a job.
  public var gangSize: Int?
  /// From the loss to the next launch of the job, unpaid; nil where none
  /// followed.
  public var reprovisionMilliseconds: Int64?
  /// From the loss until the job was reported to be at work again.
  public var downMilliseconds: Int64?
  /// Whether nothing of it can still grow: the job is at work again, or has
  /// ended.
  public var isOver: Bool

  /// The parts in their order.
  public var figures: [(part: Part, figure: Figure)] {
    [
      (.lostWork, lostWork), (.idleGang, idleGang), (.restart, restart),
      (.partialHour, partialHour),
    ]
  }

  /// The sum of what is known; the whole cost where `isComplete`.
  public var knownMicro: Int128 {
    figures.reduce(0) { $0 + Int128($1.figure.amount?.micro ?? 0) }
  }

  /// Paid instance-time of the known parts.
  public var knownMilliseconds: Int64 {
    figures.reduce(0) {
      $0 + ($1.figure.amount?.instanceMilliseconds ?? 0)
    }
  }

  /// Whether every part is known.
  public var isComplete: Bool { figures.allSatisfy { $0.figure.gap == nil } }
}

extension InterruptionCost.Gap {
  /// The sentence after a count of parts, with what to do.
  public var sentence: String {
    switch self {
    case .noJob:
      "no job: fill `job` in the launch log, or label the bill"
    case .noGang:
      "a job of several instances without `gang` in the launch log: nothing "
        + "tells whether the others could go on"
    case .noCheckpointReport:
      "no checkpoint or start of the job was reported before the loss: write "
        + "a checkpoints log"
    case .noRestartReport:
      "nothing reports when the job was at work again: write "
        + "`restartSeconds` into the checkpoints log after every start"
    case .notOver:
      "not at work again when the data end: run again with later files"
    case .noBill:
      "no bill names the instances: ingest one with resource ids"
    case .billOpen:
      "later than the bill: ingest the next export"
    case .noEffectiveCost:
      "the hours of a block or reservation are billed at 0 and their fee is "
        + "unknown: ingest the bill of the purchase"
    case .mixedCurrencies:
      "the gang is billed in more than one currency"
    }
  }
}
