public import RiskNumerics

/// The columns of a table that a survival family reads, one entry a row.
public struct SurvivalTable: Sendable {
  /// A column of names, as codes from 0 on and what each code stands for.
  public struct Labels: Sendable {
    public var codes: [Int]
    public var names: [String]

    /// Codes in the order of the sorted names; whole numbers sort by value.
    public init(_ column: [String]) {
      let names = Set(column).sorted { a, b in
        if let x = Double(a), let y = Double(b), x != y { return x < y }
        return a < b
      }
      let place = Dictionary(
        uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
      codes = column.map { place[$0] ?? 0 }
      self.names = names
    }
  }

  /// Time of leaving, or the lower end of an interval.
  public var time: [Double]
  /// 0 for censored, 1 for the event, further whole numbers for further causes;
  /// nil when `upper` says it.
  public var event: [Int]?
  /// Time of entry.
  public var entry: [Double]?
  /// Upper end of an interval, infinite when right-censored.
  public var upper: [Double]?
  /// rows × names; nil without covariates.
  public var covariates: Matrix?
  public var names: [String]
  public var strata: Labels?
  public var cluster: Labels?
  public var weights: [Double]?

  public init(
    time: [Double], event: [Int]? = nil, entry: [Double]? = nil,
    upper: [Double]? = nil, covariates: Matrix? = nil, names: [String] = [],
    strata: Labels? = nil, cluster: Labels? = nil, weights: [Double]? = nil
  ) {
    self.time = time
    self.event = event
    self.entry = entry
    self.upper = upper
    self.covariates = covariates
    self.names = names
    self.strata = strata
    self.cluster = cluster
    self.weights = weights
  }

  /// The rows as right-censored observations, any cause counted as the event.
  func sample() throws(FitError) -> SurvivalSample {
    try SurvivalSample(
      time: time, isEvent: (event ?? []).map { $0 > 0 }, entry: entry,
      weight: weights, stratum: strata?.codes)
  }
}

/// What may be asked of a survival family beyond its columns.
public struct SurvivalRequest: Sendable {
  public var ties = CoxTies.efron
  public var limits = SurvivalCurve.LimitType.log
  /// θ of the penalty θ/2·Σβ²; 0 = none.
  public var penalty = 0.0
  /// Ends of all pieces but the last, ascending and above 0.
  public var cuts: [Double] = []
  /// Times at which the curve is wanted, ascending; empty = where it steps.
  public var at: [Double] = []

  public init() {}
}
