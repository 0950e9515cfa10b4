/// How likely a spot request was to succeed, as a score of the cloud.
///
/// A rank, not a probability: 10 means "likely", and says nothing of how long
/// an instance lives. Key: region, zone, types, scale and capture time. Of two
/// scores of one key the higher one stands.
public struct PlacementScore: Hashable, Sendable, Codable {
  /// Whose scale the score is on; scores of two scales are not compared.
  public enum Scale: String, Hashable, Sendable, Codable, CaseIterable {
    /// 1 to 10, `aws ec2 get-spot-placement-scores`.
    case request
    /// SpotLake's single-instance score, 1 to 3, from 2025-09-25 on up to 9.
    case spotLake = "spotlake"
  }

  public var region: String
  /// AZ id ("use1-az4"); nil when the whole region was scored.
  public var zone: String?
  /// The types that the request named, joined with a comma.
  public var instanceTypes: String
  public var scale: Scale
  public var capturedAt: UTCInstant
  public var score: Int
  public var origin: RowOrigin

  public init(
    region: String, zone: String?, instanceTypes: String, scale: Scale,
    capturedAt: UTCInstant, score: Int, origin: RowOrigin
  ) {
    self.region = region
    self.zone = zone
    self.instanceTypes = instanceTypes
    self.scale = scale
    self.capturedAt = capturedAt
    self.score = score
    self.origin = origin
  }
}
