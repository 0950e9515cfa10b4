public import RiskDomain

/// Where an exported file comes from and how long it may be acted on.
public struct ExportStamp: Hashable, Sendable {
  /// Moment of the facts and the model behind them: the same run again has the
  /// same identifier.
  public let runID: String
  public let modelDigest: String
  public let asOf: UTCInstant
  public let generatedAt: UTCInstant
  /// After this the file should be deleted or written anew.
  public let validUntil: UTCInstant

  public init(
    modelDigest: String, asOf: UTCInstant, generatedAt: UTCInstant,
    validUntil: UTCInstant
  ) {
    self.modelDigest = modelDigest
    self.asOf = asOf
    self.generatedAt = generatedAt
    self.validUntil = validUntil
    let minute = asOf.rfc3339.prefix(16).replacing(":", with: "-")
    runID = minute + "Z-" + modelDigest.prefix(8)
  }

  /// Keys under our own domain, for Kubernetes annotations.
  var annotations: [String: String] {
    [
      "riskctl.dev/run-id": runID, "riskctl.dev/model-digest": modelDigest,
      "riskctl.dev/as-of": asOf.rfc3339,
      "riskctl.dev/valid-until": validUntil.rfc3339,
    ]
  }

  /// Keys of tags in AWS.
  var tags: [(key: String, value: String)] {
    [
      ("riskctl:run-id", runID), ("riskctl:model-digest", modelDigest),
      ("riskctl:as-of", asOf.rfc3339),
      ("riskctl:valid-until", validUntil.rfc3339),
    ]
  }

  /// Lines for the head of a file, each behind `mark`.
  func comment(_ lines: [String] = [], mark: String = "# ") -> String {
    ([
      "riskctl run \(runID), model \(modelDigest.prefix(12))",
      "facts up to \(asOf), valid until \(validUntil)",
    ] + lines).map { mark + PlainText.escaped($0) + "\n" }.joined()
  }
}
