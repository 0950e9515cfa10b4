/// The manifest of a delivery, which is no bill but lies beside one.
///
/// It is read together with the parts that it names; met on its own it is
/// known and says nothing more.
struct ReportManifest {
  /// The assembly's or execution's id.
  var id: String
  /// Keys of the parts in their bucket.
  var keys: [String]

  /// Manifests are a few dozen kilobytes; more is no manifest.
  private static let limitBytes = 16 << 20

  /// Reads a manifest; nil when the text is none.
  ///
  /// - Parameter next: the next bytes; empty at the end.
  init?(next: () throws -> [UInt8]) throws {
    var bytes: [UInt8] = []
    while true {
      let chunk = try next()
      if chunk.isEmpty { break }
      bytes += chunk
      guard bytes.count <= Self.limitBytes else { return nil }
    }
    do {
      let document = JSONText(bytes[...].drop(while: isBlankByte))
      let list =
        try document.member("reportKeys") ?? document.member("dataFiles")
      let id =
        try document.member("executionId")?.text
        ?? document.member("assemblyId")?.text
      guard let list, list.isArray, let id else { return nil }
      (self.id, keys) = (id, try list.elements().compactMap(\.text))
    } catch is JSONSyntaxError {
      return nil
    }
  }

  /// Names of the parts without their folders.
  var names: [String] {
    keys.compactMap { $0.split(separator: "/").last.map(String.init) }
  }

  static func isLegacy(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("assemblyId") && outline.has("reportName")
      && !isDataExport(head)
  }

  static func isDataExport(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("exportArn")
      || outline.has("executionId")
        && outline.has("dataFiles")
  }
}
