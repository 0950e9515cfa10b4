import Mustache

/// Text of others made safe for a page.
enum PageText {
  /// Escapes a text for HTML and SVG, inside elements and inside quoted
  /// attributes.
  ///
  /// Control characters and marks that turn the direction of writing are
  /// spelled out, as in tables of a terminal. Escaping goes by code points: a
  /// quote followed by a combining mark is one character for a reader, and
  /// still ends an attribute.
  static func html(_ text: some StringProtocol) -> String {
    let plain = PlainText.escaped(text)
    guard plain.utf8.contains(where: isMarkup) else { return plain }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(plain.utf8.count + 16)
    for byte in plain.utf8 {
      switch byte {
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isMarkup(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"),
      UInt8(ascii: "\""), UInt8(ascii: "'"):
      true
    default: false
    }
  }

  /// How templates name the escaping above.
  static let contentType = "RISKCTL_PAGE"

  /// Makes the escaping known to the templates.
  static func register() {
    MustacheContentTypes.register(ContentType(), named: contentType)
  }

  private struct ContentType: MustacheContentType {
    func escapeText(_ text: String) -> String { PageText.html(text) }
  }
}
