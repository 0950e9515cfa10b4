/// Small inputs written by hand in the clouds' forms.
enum Snippets {
  /// Two prices of one pool, the newest first, as the AWS CLI prints them.
  static let prices = """
    {"SpotPriceHistory": [
      {"AvailabilityZone": "us-west-2a", "InstanceType": "p3.2xlarge",
       "ProductDescription": "Linux/UNIX", "SpotPrice": "0.950000",
       "Timestamp": "2026-01-14T12:00:00+00:00"},
      {"AvailabilityZone": "us-west-2a", "InstanceType": "p3.2xlarge",
       "ProductDescription": "Linux/UNIX", "SpotPrice": "0.918000",
       "Timestamp": "2026-01-14T02:00:00+00:00"}]}
    """

  /// The same with a price that is no number in the second row.
  static var pricesWithBadRow: String {
    prices.replacing("\"0.918000\"", with: "\"cheap\"")
  }

  /// A trace that cannot say when it began.
  static let trace = #"{"metadata": {"gap_seconds": 600}, "data": [1, 0, 1]}"#
}
