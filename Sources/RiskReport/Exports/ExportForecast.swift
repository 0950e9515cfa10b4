public import Foundation
public import RiskDomain
public import RiskForecast

/// Forecasts of one moment, and where they come from.
public struct ExportForecast: Sendable {
  public let rows: [ForecastRow]
  let stamp: ExportStamp
  /// The forecast's own document, as `riskctl forecast` writes it.
  let document: Data

  /// Takes forecasts and the document in which they are published.
  ///
  /// `validUntil` is when the state of the pools says nothing any more.
  public init(
    rows: [ForecastRow], document: Data, modelDigest: String, asOf: UTCInstant,
    generatedAt: UTCInstant, validUntil: UTCInstant
  ) {
    self.rows = rows
    self.document = document
    stamp = ExportStamp(
      modelDigest: modelDigest, asOf: asOf, generatedAt: generatedAt,
      validUntil: validUntil)
  }
}

extension ForecastRow {
  /// What interruptions add to the sticker price, in per cent; nil where price
  /// or hazard is unknown.
  var percentAboveSticker: Double? {
    guard let price = pricePerHour, price > 0, let effective = effectivePerHour,
      effective >= price
    else { return nil }
    return (effective / price - 1) * 100
  }
}
