/// Which physical zone an AWS account calls by which name.
///
/// `us-east-1a` of one account is another data centre than that of the next;
/// the id `use1-az4` is the same for all. Key: account and name. Of two ids of
/// one key the greater one stands.
public struct ZoneAlias: Hashable, Sendable, Codable {
  /// Twelve digits as text; empty when the list does not name its account.
  public var account: String
  /// The account's name of it, "us-east-1a".
  public var zoneName: String
  /// The id that every account sees, "use1-az4".
  public var zoneID: String
  public var origin: RowOrigin

  public init(
    account: String, zoneName: String, zoneID: String, origin: RowOrigin
  ) {
    self.account = account
    self.zoneName = zoneName
    self.zoneID = zoneID
    self.origin = origin
  }
}
