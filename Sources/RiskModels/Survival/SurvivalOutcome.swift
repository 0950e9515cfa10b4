/// What a survival family found, in the shape that tables and JSON show.
public struct SurvivalOutcome: Sendable {
  /// An estimated number.
  public struct Parameter: Hashable, Sendable {
    public var name: String
    /// What it measures, "log hazard ratio" say.
    public var unit: String
    public var estimate: Double
    /// nil for an aliased parameter.
    public var standardError: Double?
    /// From the sandwich over clusters; nil without clusters.
    public var robustStandardError: Double?

    public init(
      name: String, unit: String, estimate: Double, standardError: Double?,
      robustStandardError: Double? = nil
    ) {
      self.name = name
      self.unit = unit
      self.estimate = estimate
      self.standardError = standardError
      self.robustStandardError = robustStandardError
    }
  }

  /// A test of the whole fit or of an assumption.
  public struct Test: Hashable, Sendable {
    public var name: String
    public var chiSquare: Double
    public var degreesOfFreedom: Int
    public var pValue: Double

    /// A χ² statistic and the probability of one as large.
    public init(name: String, chiSquare: Double, degreesOfFreedom: Int) {
      self.name = name
      self.chiSquare = chiSquare
      self.degreesOfFreedom = degreesOfFreedom
      pValue = chiSquareTail(chiSquare, degreesOfFreedom: degreesOfFreedom)
    }
  }

  /// Rows of positive weight, and events among them.
  public var rowCount: Int
  public var eventCount: Int
  /// Nats; nil for an estimate without a likelihood.
  public var logLikelihood: Double?
  public var logLikelihoodNull: Double?
  /// Steps of the iteration; 0 for a closed form.
  public var iterations = 0
  public var parameters: [Parameter] = []
  /// Of the parameters, row by row; nil without parameters.
  public var covariance: [[Double]]?
  /// Harrell's; nil where it was not computed.
  public var concordance: Double?
  public var tests: [Test] = []
  public var curve: SurvivalPoints?
  /// What a reader must know, in sentences.
  public var notes: [String] = []

  public init(rowCount: Int, eventCount: Int) {
    self.rowCount = rowCount
    self.eventCount = eventCount
  }
}
