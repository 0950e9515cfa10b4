import RiskDomain
import RiskExposure

/// Facts of one kind that answers rest on and that are to be kept fresh.
struct AlertFeed: Hashable, Sendable {
  /// "aws/losses" or "aws/prices"; "data" of all together.
  var place: String
  /// What its newest entry is called.
  var what: String
  var last: UTCInstant

  /// The records of losses and the spot prices of each provider that has some.
  static func all(
    _ records: LossRecords, prices: [PoolID.Provider: UTCInstant]
  ) -> [AlertFeed] {
    PoolID.Provider.allCases.flatMap { provider in
      [
        records.last(of: provider).map {
          AlertFeed(
            place: "\(provider.rawValue)/losses", what: "record of losses",
            last: $0)
        },
        prices[provider].map {
          AlertFeed(
            place: "\(provider.rawValue)/prices", what: "spot price", last: $0)
        },
      ].compactMap(\.self)
    }
  }
}
