import Foundation

/// Which handing-over of a bill a file belongs to, told by what lies around
/// it.
///
/// Files of one delivery carry no common mark inside: clouds put it into a
/// manifest beside them or into the name of their folder.
enum DeliveryVersion {
  /// Manifests are a few dozen kilobytes; more is no manifest.
  private static let manifestLimitBytes = 16 << 20

  /// The assembly, execution or run id; nil when nothing around says one.
  ///
  /// - Throws: `IngestError` when a manifest is there and cannot be read.
  static func find(besides path: String) throws -> String? {
    let file = URL(fileURLWithPath: path)
    let folder = file.deletingLastPathComponent()
    for place in places(of: folder) {
      for manifest in manifests(in: place) {
        if let version = try version(in: manifest, naming: file) {
          return version
        }
      }
    }
    let name = folder.lastPathComponent
    if UUID(uuidString: name) != nil { return name.lowercased() }
    // Azure's older exports: NAME_GUID.csv, one GUID a run.
    let stem = file.lastPathComponent.prefix { $0 != "." }
    let tail = String(stem.suffix(36))
    let isMarked = stem.dropLast(36).last == "_"
    return isMarked && UUID(uuidString: tail) != nil ? tail.lowercased() : nil
  }

  /// Folders in which the manifest of a part may lie: its own, the billing
  /// period's above, and the metadata folder beside `data` of Data Exports.
  private static func places(of folder: URL) -> [URL] {
    let above = folder.deletingLastPathComponent()
    var places = [folder, above]
    if above.lastPathComponent == "data" {
      places.append(
        above.deletingLastPathComponent().appendingPathComponent("metadata")
          .appendingPathComponent(folder.lastPathComponent))
    }
    return places
  }

  private static func manifests(in folder: URL) -> [URL] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.lowercased().hasSuffix("manifest.json") }
      .sorted().map { folder.appendingPathComponent($0) }
  }

  /// The id that a manifest gives to the deliveries of the part; nil when it
  /// does not name the part.
  private static func version(
    in manifest: URL, naming part: URL
  ) throws -> String? {
    var bytes: [UInt8] = []
    let file = try FileBytes(path: manifest.path, chunkBytes: 1 << 16)
    while true {
      let chunk = try file.next()
      if chunk.isEmpty { break }
      bytes += chunk
      guard bytes.count <= manifestLimitBytes else { return nil }
    }
    do {
      let document = JSONText(bytes[...].drop(while: isBlankByte))
      let keys =
        try document.member("reportKeys")
        ?? document.member("dataFiles")
      guard let keys, keys.isArray else { return nil }
      let names = try keys.elements().compactMap(\.text)
      guard names.contains(where: { isKey($0, of: part) }) else { return nil }
      return try document.member("executionId")?.text
        ?? document.member("assemblyId")?.text
    } catch is JSONSyntaxError {
      return nil
    }
  }

  /// Whether an object's key ends like the part's path.
  ///
  /// A copy of a bucket keeps the folders; of a key that names the assembly,
  /// the folder must agree, or parts of two deliveries would be one.
  private static func isKey(_ key: String, of part: URL) -> Bool {
    let names = key.split(separator: "/")
    guard let last = names.last, last == part.lastPathComponent else {
      return false
    }
    let folder = part.deletingLastPathComponent().lastPathComponent
    guard let above = names.dropLast().last,
      UUID(uuidString: String(above)) != nil
    else { return true }
    return above.lowercased() == folder.lowercased()
  }
}
