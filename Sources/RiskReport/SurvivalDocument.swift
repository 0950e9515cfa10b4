public import RiskDomain
public import RiskModels

/// The JSON document of `riskctl survival`, schema version 1.
public struct SurvivalDocument: Sendable {
  public static let schemaVersion = 1

  public let outcome: SurvivalOutcome
  public let family: String
  /// Rows of the file that could not be used.
  public let setAside: Int
  public let generatedAt: UTCInstant
  public let asOf: UTCInstant
  public let seed: UInt64
  /// SHA-256 of the file's bytes.
  public let inputDigest: String

  public init(
    _ outcome: SurvivalOutcome, family: String, setAside: Int,
    generatedAt: UTCInstant, asOf: UTCInstant, seed: UInt64,
    inputDigest: String
  ) {
    self.outcome = outcome
    self.family = family
    self.setAside = setAside
    self.generatedAt = generatedAt
    self.asOf = asOf
    self.seed = seed
    self.inputDigest = inputDigest
  }
}

extension SurvivalDocument: Encodable {
  private enum Key: String, CodingKey {
    case schemaVersion, generatedAt, asOf, seed, inputDigest, family, n, events
    case setAside, logLikelihood, logLikelihoodNull, iterations, converged
    case parameters, covariance, concordance, tests, curve, notes
  }

  /// Writes every key; what is unknown is null.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(Self.schemaVersion, forKey: .schemaVersion)
    try values.encode(generatedAt, forKey: .generatedAt)
    try values.encode(asOf, forKey: .asOf)
    try values.encode(seed, forKey: .seed)
    try values.encode(inputDigest, forKey: .inputDigest)
    try values.encode(family, forKey: .family)
    try values.encode(outcome.rowCount, forKey: .n)
    try values.encode(outcome.eventCount, forKey: .events)
    try values.encode(setAside, forKey: .setAside)
    try values.encode(outcome.logLikelihood, forKey: .logLikelihood)
    try values.encode(outcome.logLikelihoodNull, forKey: .logLikelihoodNull)
    try values.encode(outcome.iterations, forKey: .iterations)
    // A fit that did not converge is an error and writes no document.
    try values.encode(true, forKey: .converged)
    try values.encode(
      outcome.parameters.map(ParameterKeys.init), forKey: .parameters)
    try values.encode(outcome.covariance, forKey: .covariance)
    try values.encode(outcome.concordance, forKey: .concordance)
    try values.encode(outcome.tests.map(TestKeys.init), forKey: .tests)
    try values.encode(outcome.curve.map(CurveKeys.init), forKey: .curve)
    try values.encode(outcome.notes, forKey: .notes)
  }
}

/// A parameter with its unknown errors as null.
private struct ParameterKeys: Encodable {
  let parameter: SurvivalOutcome.Parameter

  private enum Key: String, CodingKey {
    case name, unit, estimate, standardError, robustStandardError
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(parameter.name, forKey: .name)
    try values.encode(parameter.unit, forKey: .unit)
    try values.encode(parameter.estimate, forKey: .estimate)
    try values.encode(parameter.standardError, forKey: .standardError)
    try values.encode(
      parameter.robustStandardError, forKey: .robustStandardError)
  }
}

private struct TestKeys: Encodable {
  let name: String
  let chiSquare: Double
  let degreesOfFreedom: Int
  let pValue: Double

  init(_ test: SurvivalOutcome.Test) {
    name = test.name
    chiSquare = test.chiSquare
    degreesOfFreedom = test.degreesOfFreedom
    pValue = test.pValue
  }
}

private struct CurveKeys: Encodable {
  let time: [Double]
  let survival, standardError, low, high, atRisk, events: [Double?]
  let cumulativeHazard: [Double?]
  let stratum: [String]?
  let incidence: [String: [Double]]?

  init(_ points: SurvivalPoints) {
    time = points.time
    survival = points.survival
    standardError = points.standardError
    low = points.low
    high = points.high
    atRisk = points.atRisk
    events = points.events
    cumulativeHazard = points.cumulativeHazard
    stratum = points.stratum
    incidence = points.incidence
  }
}
