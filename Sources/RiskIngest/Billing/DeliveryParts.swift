/// The files of one delivery of a bill, as its manifest names them.
public struct DeliveryParts: Hashable, Sendable {
  /// The delivery's id.
  public var version: String
  /// Names of the parts without their folders.
  public var names: [String]
  /// The part that was read; nil when the manifest itself was.
  public var own: String?
}
