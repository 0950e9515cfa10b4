import Foundation
import RiskDomain

/// Which handing-over of a bill a file belongs to, told by what lies around
/// it.
///
/// Files of one delivery carry no common mark inside: clouds put it into a
/// manifest beside them or into the name of their folder.
struct DeliveryVersion: Hashable {
  /// The assembly, execution or run id.
  var id: String
  /// A manifest of the whole billing period names it: of several, that one
  /// always names the newest.
  var isNamed = false
  /// When it was made: the time in its folder's name, else the time at which
  /// the file was last written; copies of a bucket keep that of the object.
  var madeAt: UTCInstant?

  /// Names of the delivery's parts; empty without a manifest.
  var parts: [String] = []

  /// What lies around a file says; nil when nothing does.
  ///
  /// - Throws: `IngestError` when a manifest is there and cannot be read.
  init?(besides path: String) throws {
    let file = URL(fileURLWithPath: path)
    let folder = file.deletingLastPathComponent()
    let run = Run(folder: folder.lastPathComponent)
    var id: String?
    for place in Self.places(of: folder) {
      let isOfRun = Run(folder: place.lastPathComponent) != nil
      for manifest in Self.manifests(in: place) {
        let bytes = try FileBytes(path: manifest.path, chunkBytes: 1 << 16)
        guard let stated = try ReportManifest(next: bytes.next),
          stated.keys.contains(where: { Self.isKey($0, of: file) })
        else { continue }
        if id == nil { (id, parts) = (stated.id, stated.names) }
        if !isOfRun, id == stated.id { isNamed = true }
      }
    }
    // Azure's older exports: NAME_GUID.csv, one GUID a run.
    let stem = file.lastPathComponent.prefix { $0 != "." }
    let tail = String(stem.suffix(36))
    let isMarked = stem.dropLast(36).last == "_"
    let guid = isMarked && UUID(uuidString: tail) != nil ? tail : nil
    guard let found = id ?? run?.id ?? guid?.lowercased() else { return nil }
    self.id = found
    madeAt = run?.madeAt ?? Self.modified(path)
  }

  /// Folders in which the manifest of a part may lie: its own, the billing
  /// period's above, and those of the metadata folder beside the `data` of
  /// Data Exports.
  private static func places(of folder: URL) -> [URL] {
    let above = folder.deletingLastPathComponent()
    var places = [folder, above]
    var (data, below) = (above, [folder.lastPathComponent])
    // `data/PERIOD`, or `data/PERIOD/RUN` where runs are kept apart.
    for _ in 0..<2 {
      if data.lastPathComponent == "data" {
        var place = data.deletingLastPathComponent()
          .appendingPathComponent("metadata")
        for name in below.reversed() {
          place = place.appendingPathComponent(name)
          places.append(place)
        }
      }
      below.append(data.lastPathComponent)
      data = data.deletingLastPathComponent()
    }
    return places
  }

  private static func modified(_ path: String) -> UTCInstant? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let date = attributes?[.modificationDate] as? Date,
      let milliseconds = Int64(
        exactly: (date.timeIntervalSince1970 * 1000)
          .rounded(.down))
    else { return nil }
    return UTCInstant(unixMilliseconds: milliseconds)
  }

  private static func manifests(in folder: URL) -> [URL] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.lowercased().hasSuffix("manifest.json") }
      .sorted().map { folder.appendingPathComponent($0) }
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
    guard let above = names.dropLast().last.map(String.init),
      Run(folder: above) != nil
    else { return true }
    return above.lowercased()
      == part.deletingLastPathComponent().lastPathComponent.lowercased()
  }

  /// A folder of one run: its id, or a time and the id.
  private struct Run {
    var id: String
    var madeAt: UTCInstant?

    init?(folder name: String) {
      let tail = String(name.suffix(36))
      guard UUID(uuidString: tail) != nil else { return nil }
      id = tail.lowercased()
      let stamp = name.dropLast(36)
      guard !stamp.isEmpty else { return }
      guard let mark = stamp.last, mark == "-" || mark == "_",
        stamp.first?.isNumber == true
      else { return nil }
      let digits = stamp.filter { $0.isASCII && $0.isNumber }.map(String.init)
      func number(_ range: Range<Int>) -> Int64 {
        Int64(digits[range].joined()) ?? -1
      }
      guard digits.count >= 14,
        let day = UTCInstant(
          year: number(0..<4), month: number(4..<6), day: number(6..<8))
      else { return }
      let seconds =
        number(8..<10) * 3600 + number(10..<12) * 60 + number(12..<14)
      madeAt = day.adding(milliseconds: seconds * 1000)
    }
  }
}
