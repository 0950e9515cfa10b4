/// Chance in percent that an Azure Spot VM is evicted within an hour, banded.
///
/// Per running hour, unlike `MonthlyReclaimShare`; the bands are those of the
/// `SpotResources` table of Azure Resource Graph.
public enum HourlyEvictionShare: String, Hashable, Sendable, Codable,
  CaseIterable
{
  case upTo5 = "0-5"
  case from5To10 = "5-10"
  case from10To15 = "10-15"
  case from15To20 = "15-20"
  case above20 = "20+"

  /// Bounds in percent per hour; the last one is open.
  public var percentPerHour: (low: Double, high: Double?) {
    switch self {
    case .upTo5: (0, 5)
    case .from5To10: (5, 10)
    case .from10To15: (10, 15)
    case .from15To20: (15, 20)
    case .above20: (20, nil)
    }
  }
}

/// The eviction band of an Azure size in a region.
///
/// Key: region, size and capture time. Of two bands of one key the worse one
/// stands.
public struct EvictionBand: Hashable, Sendable, Codable {
  public var region: String
  /// `Standard_NC24ads_A100_v4`, spelled as `AzureSize` does.
  public var instanceType: String
  public var capturedAt: UTCInstant
  public var share: HourlyEvictionShare
  public var origin: RowOrigin

  public init(
    region: String, instanceType: String, capturedAt: UTCInstant,
    share: HourlyEvictionShare, origin: RowOrigin
  ) {
    self.region = region
    self.instanceType = instanceType
    self.capturedAt = capturedAt
    self.share = share
    self.origin = origin
  }
}
