import Foundation

/// Where this package lies on disk.
public enum SourceTree {
  /// The folder of Package.swift, which also holds catalog and specs.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
}
