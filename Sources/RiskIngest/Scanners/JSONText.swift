/// A JSON text that is broken.
struct JSONSyntaxError: Error, Hashable {
  /// A sentence without the place.
  var reason: String
}

/// A JSON value, still as it was written, read without building a tree.
///
/// Records are small: looking a key up by walking the members beats building
/// a dictionary of all of them.
struct JSONText {
  let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var isObject: Bool { bytes.first == UInt8(ascii: "{") }
  var isArray: Bool { bytes.first == UInt8(ascii: "[") }
  var isString: Bool { bytes.first == UInt8(ascii: "\"") }
  var isNull: Bool { bytes.elementsEqual("null".utf8) }

  /// Calls the body for each member in order, escapes in keys resolved.
  func forEachMember(
    _ body: (ArraySlice<UInt8>, JSONText) throws -> Void
  ) throws {
    guard isObject else { throw JSONSyntaxError(reason: "this is no object") }
    var cursor = JSONCursor(bytes)
    cursor.skip(UInt8(ascii: "{"))
    if cursor.skip(UInt8(ascii: "}")) { return }
    repeat {
      let key = try cursor.string()
      guard cursor.skip(UInt8(ascii: ":")) else {
        throw JSONSyntaxError(reason: "a colon is missing after a key")
      }
      let name = key.dropFirst().dropLast()
      let isEscaped = name.contains(UInt8(ascii: "\\"))
      try body(
        isEscaped ? JSONCursor.unescaped(name)[...] : name,
        JSONText(try cursor.value()))
    } while cursor.skip(UInt8(ascii: ","))
    guard cursor.skip(UInt8(ascii: "}")) else {
      throw JSONSyntaxError(reason: "a comma is missing between two members")
    }
  }

  /// The value of a key; nil when the key is missing or its value null.
  func member(_ name: StaticString) throws -> JSONText? {
    var found: JSONText?
    try forEachMember { key, value in
      if found == nil, key.matches(name), !value.isNull { found = value }
    }
    return found
  }

  /// The elements of an array.
  func elements() throws -> [JSONText] {
    guard isArray else { throw JSONSyntaxError(reason: "this is no list") }
    var cursor = JSONCursor(bytes)
    cursor.skip(UInt8(ascii: "["))
    var all: [JSONText] = []
    if cursor.skip(UInt8(ascii: "]")) { return all }
    repeat {
      all.append(JSONText(try cursor.value()))
    } while cursor.skip(UInt8(ascii: ","))
    guard cursor.skip(UInt8(ascii: "]")) else {
      throw JSONSyntaxError(reason: "a comma is missing between two elements")
    }
    return all
  }

  /// What a string or a bare scalar says; nil for null and for containers.
  var scalar: ArraySlice<UInt8>? {
    if isObject || isArray || isNull { return nil }
    guard isString else { return bytes }
    let inner = bytes.dropFirst().dropLast()
    guard inner.contains(UInt8(ascii: "\\")) else { return inner }
    return JSONCursor.unescaped(inner)[...]
  }

  /// The scalar as text.
  var text: String? {
    scalar.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The value as it was written, for a set-aside row.
  var written: String { String(decoding: bytes.prefix(200), as: UTF8.self) }
}

extension ArraySlice<UInt8> {
  /// True when the bytes are these ASCII characters.
  func matches(_ name: StaticString) -> Bool {
    guard count == name.utf8CodeUnitCount else { return false }
    return name.withUTF8Buffer { elementsEqual($0) }
  }
}
