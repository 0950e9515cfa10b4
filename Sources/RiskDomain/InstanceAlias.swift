/// Another name of an instance, under which some log speaks of it.
///
/// A Kubernetes node is called `ip-10-0-1-2.ec2.internal`, a Compute Engine
/// VM by a name beside its number. Names come back: a name means the instance
/// that took it last.
///
/// Key: provider, name and instance id. Of two beginnings the earlier stands.
public struct InstanceAlias: Hashable, Sendable, Codable {
  public var provider: PoolID.Provider
  public var name: String
  public var instanceID: String
  /// From when on the name means this instance.
  public var since: UTCInstant
  public var origin: RowOrigin

  public init(
    provider: PoolID.Provider, name: String, instanceID: String,
    since: UTCInstant, origin: RowOrigin
  ) {
    self.provider = provider
    self.name = name
    self.instanceID = instanceID
    self.since = since
    self.origin = origin
  }
}
