/// What the AWS Spot Instance Advisor said of a type in a region.
///
/// Key: region, operating system, type and capture time. Of two grades of one
/// key the worse one stands.
public struct AdvisorGrade: Hashable, Sendable, Codable {
  public var region: String
  public var os: String
  public var instanceType: String
  public var capturedAt: UTCInstant
  public var reclaimShare: MonthlyReclaimShare
  /// Saving against on-demand that the advisor prints; nil when it does not.
  public var savingsPercent: Int?
  public var origin: RowOrigin

  public init(
    region: String, os: String = "linux", instanceType: String,
    capturedAt: UTCInstant, reclaimShare: MonthlyReclaimShare,
    savingsPercent: Int?, origin: RowOrigin
  ) {
    self.region = region
    self.os = os
    self.instanceType = instanceType
    self.capturedAt = capturedAt
    self.reclaimShare = reclaimShare
    self.savingsPercent = savingsPercent
    self.origin = origin
  }
}
