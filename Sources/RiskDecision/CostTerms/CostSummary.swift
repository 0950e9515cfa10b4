/// Where the money of a plan goes.
///
/// The visible list of cost terms: a new term is a case here, its file in this
/// folder, and a test in dollars worked by hand.
public enum CostTerm: String, Sendable, Codable, CaseIterable {
  /// Useful hours at their price.
  case compute
  /// Hours that stand still for checkpoints, and the slowdown by them.
  case checkpointOverhead
  /// Hours of work that were thrown away.
  case lostWork
  /// Hours of launching, initialising and restoring.
  case restart
  /// Hours paid for while waiting.
  case waiting
  /// Moving data between regions and clouds.
  case egress
  /// Keeping checkpoints and moved data.
  case storage
  /// Hours of a Capacity Block that the job does not need.
  case blockIdleTail
  /// Hours of a commitment that the job does not use.
  case commitmentIdle
}

/// Cost of a plan: its distribution, and its mean by term.
public struct CostSummary: Hashable, Sendable, Codable {
  /// One term in dollars.
  public struct Line: Hashable, Sendable, Codable {
    public var term: CostTerm
    public var usd: Double
  }

  /// The mean in the user's currency.
  public struct Local: Hashable, Sendable, Codable {
    public var currency: String
    public var mean: Double
    public var fxPerUSD: Double
    public var fxDate: String?
  }

  /// Sum of the lines, to the cent.
  public var meanUSD: Double
  public var p50USD: Double
  public var p90USD: Double
  /// Mean of the dearest twentieth of the runs.
  public var cvar95USD: Double
  public var lines: [Line]
  public var local: Local?

  /// Means by term and the totals of the runs, which may come in any order.
  init(lines means: [CostTerm: Double], totals: [Double], money: JobSpec.Money)
  {
    lines = CostTerm.allCases.map {
      Line(term: $0, usd: cents(means[$0] ?? 0))
    }
    meanUSD = cents(lines.reduce(0) { $0 + $1.usd })
    let sorted = totals.sorted()
    p50USD = cents(quantile(0.5, ofSorted: sorted))
    p90USD = cents(quantile(0.9, ofSorted: sorted))
    let tail = max(sorted.count - Int(0.95 * Double(sorted.count)), 1)
    cvar95USD = cents(
      sorted.isEmpty
        ? meanUSD
        : sorted.suffix(tail).reduce(0, +) / Double(min(tail, sorted.count)))
    if money.currency != "USD", let rate = money.fxPerUSD {
      local = Local(
        currency: money.currency, mean: cents(meanUSD * rate), fxPerUSD: rate,
        fxDate: money.fxDate)
    }
  }
}

/// Quantile of ascending numbers, linear between order statistics (type 7).
func quantile(_ p: Double, ofSorted values: [Double]) -> Double {
  guard let last = values.last else { return .nan }
  let place = p * Double(values.count - 1)
  let below = Int(place)
  guard below + 1 < values.count else { return last }
  let share = place - Double(below)
  if share == 0 { return values[below] }
  return values[below] * (1 - share) + values[below + 1] * share
}
