import Foundation
import RiskDomain
import RiskReport
import RiskStore

/// Which files are of one night.
///
/// It is written when all of them are whole and before the first is in its
/// place: from then on the night's set is the one in force. A reader that needs
/// several files of one night takes of each the one, in its place or beside it
/// under `.riskctl-next`, that has the digest.
struct NightlyManifest: Codable, Equatable, Sendable {
  /// A file that the night wrote.
  struct File: Codable, Equatable, Sendable {
    var stage: String
    /// From the manifest's own folder.
    var path: String
    var sha256: String
  }

  var schemaVersion = 1
  var asOf, generatedAt, validUntil: UTCInstant
  /// What is not named is not of this night.
  var files: [File]
  /// Stages that failed: what they could not replace stands from an earlier
  /// night.
  var failed: [String]

  /// - Parameter path: of the manifest itself.
  init(
    _ record: NightlyRecord,
    _ stages: [NightlyReport.Stage], at path: String
  ) {
    asOf = record.asOf
    generatedAt = record.generatedAt
    validUntil = record.validUntil
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    files = stages.flatMap { stage in
      stage.files.compactMap { file in
        NightlyFiles.sha256(file).map {
          File(
            stage: stage.stage, path: Self.relative(file, to: folder),
            sha256: $0)
        }
      }
    }
    failed = stages.filter { $0.state == .failed }.map(\.stage)
  }

  /// nil where none is there, or none that can be read.
  init?(path: String) {
    guard let data = FileManager.default.contents(atPath: path),
      let manifest = try? JSONDecoder().decode(Self.self, from: data)
    else { return nil }
    self = manifest
  }

  /// The digest that a file has in this set; nil where it is not of it.
  func digest(of file: String, manifest path: String) -> String? {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let name = Self.relative(file, to: folder)
    return files.first { $0.path == name }?.sha256
  }

  /// A path as seen from a folder; both are absolute.
  static func relative(_ path: String, to folder: String) -> String {
    let parts = path.split(separator: "/")
    let base = folder.split(separator: "/")
    let common = zip(parts, base).prefix { $0 == $1 }.count
    return (base.dropFirst(common).map { _ in ".." } + parts.dropFirst(common))
      .joined(separator: "/")
  }
}
