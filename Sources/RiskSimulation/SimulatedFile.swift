/// One file of a simulated folder, ready to be written.
public struct SimulatedFile: Hashable, Sendable {
  /// Path below the folder, with `/`; ends in `.gz` where `wantsGzip` is set.
  public var path: String
  /// The content before any compression.
  public var bytes: [UInt8]
  /// Whether the clouds deliver this file compressed with gzip.
  public var wantsGzip: Bool

  public init(path: String, bytes: [UInt8], wantsGzip: Bool) {
    self.path = path
    self.bytes = bytes
    self.wantsGzip = wantsGzip
  }
}
