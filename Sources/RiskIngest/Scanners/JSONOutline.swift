/// Which keys stand where in the start of a JSON text.
///
/// Reads as far as the text goes and never fails: a cut-off or broken start
/// shows fewer keys.
struct JSONOutline {
  static let pathLimit = 400
  static let depthLimit = 4

  /// Paths of keys from the top, "[]" for an element of a list.
  private(set) var paths: Set<[String]> = []

  init(_ bytes: [UInt8]) {
    var path: [String] = []
    var isKeyNext: [Bool] = []
    var index = 0
    while index < bytes.count, paths.count < Self.pathLimit {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "{"):
        path.append("")
        isKeyNext.append(true)
      case UInt8(ascii: "["):
        path.append("[]")
        isKeyNext.append(false)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = path.popLast()
        _ = isKeyNext.popLast()
      case UInt8(ascii: ","):
        if let last = path.last, last != "[]" {
          isKeyNext[isKeyNext.count - 1] = true
        }
      case UInt8(ascii: "\""):
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < bytes.count else { return }
        if isKeyNext.last == true {
          let key = bytes[start..<index]
          path[path.count - 1] =
            key.contains(UInt8(ascii: "\\"))
            ? String(decoding: JSONCursor.unescaped(key), as: UTF8.self)
            : String(decoding: key, as: UTF8.self)
          isKeyNext[isKeyNext.count - 1] = false
          if path.count <= Self.depthLimit { paths.insert(path) }
        }
        index += 1
      default: break
      }
    }
  }

  /// True when a key path is there; "*" stands for any part.
  func has(_ pattern: String...) -> Bool {
    paths.contains { path in
      path.count == pattern.count
        && zip(path, pattern).allSatisfy { $0 == $1 || $1 == "*" }
    }
  }

  /// True when a record, on its own or in a list at the top, has a key.
  func recordHas(_ key: String) -> Bool { has(key) || has("[]", key) }
}
