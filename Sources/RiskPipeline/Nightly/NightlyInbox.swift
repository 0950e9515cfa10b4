import Foundation
import RiskDomain
import RiskReport

/// The files that a nightly run is to read.
struct NightlyInbox {
  let batches: [IngestRun.Batch]
  /// Of names, sizes and times of the files and of what is said of them: the
  /// bytes themselves are looked at by ingest.
  let digest: String

  init(_ file: NightlyFile, _ context: RunContext) throws {
    var lines = [try context.catalogDigest(), CodeVersion.current]
    var batches: [IngestRun.Batch] = []
    for input in file.inputs {
      let said = try CanonicalJSON.line(input.hints)
      lines.append(
        "\(input.format ?? "") \(String(decoding: said, as: UTF8.self))")
      let entries = Self.entries(input.path)
      for entry in entries {
        let time = Self.modified(entry.path)
        lines.append(
          "\(entry.name) \(entry.byteCount) \(time ?? 0) \(entry.kind)")
      }
      guard input.isCapturedWhenModified else {
        batches.append(
          IngestRun.Batch(
            files: entries, format: input.format, hints: input.hints))
        continue
      }
      for entry in entries {
        var hints = input.hints
        hints.capturedAt = Self.modified(entry.path).map {
          UTCInstant(unixMilliseconds: $0)
        }
        batches.append(
          IngestRun.Batch(
            files: [entry], format: input.format, hints: hints))
      }
    }
    self.batches = batches
    digest = textDigest(lines.joined(separator: "\n"))
  }

  /// What is not there fails the run and stops nothing.
  private static func entries(_ path: String) -> [InputFiles.Entry] {
    do {
      return try InputFiles.list([path])
    } catch {
      return [
        InputFiles.Entry(
          path: path, name: path, isNamedDirectly: true,
          kind: .missing(error.description))
      ]
    }
  }

  /// Milliseconds since 1970; nil where the system does not say.
  private static func modified(_ path: String) -> Int64? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    return Int64(info.st_mtim.tv_sec) * 1000
      + Int64(info.st_mtim.tv_nsec) / 1_000_000
  }
}
