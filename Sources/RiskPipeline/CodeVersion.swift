/// The version that artifacts and documents carry.
public enum CodeVersion {
  /// Version of this program.
  public static let current = "0.2.0"
}
