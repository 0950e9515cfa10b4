/// What tells the lines of one file apart that bill the same.
///
/// Says nothing beyond its file: the next export of the same lines may give
/// them other ids.
public struct BillingStatement: Hashable, Sendable {
  /// A digest of the line's own id, without one of the whole line; 0 where
  /// `item` tells all lines apart.
  public var line: Int64
  /// Which table of the file states the line: the place of the file in an
  /// archive, else 0.
  public var table: Int32

  /// The item tells all lines apart.
  public static let byItem = BillingStatement(line: 0, table: 0)

  public init(line: Int64, table: Int32) {
    self.line = line
    self.table = table
  }
}
