/// The first bytes of a file and what shows in them.
struct FileHead {
  let bytes: [UInt8]
  /// Keys of a JSON document; nil when the text is no JSON.
  let outline: JSONOutline?
  /// Names of a CSV header; empty when the text is JSON.
  let columns: [String]

  init(bytes: [UInt8]) {
    self.bytes = bytes
    let first = bytes.first { !isBlankByte($0) }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      outline = JSONOutline(bytes)
      columns = []
    } else {
      outline = nil
      columns = CSVScanner.firstRow(bytes)
    }
  }

  /// True when nothing but blanks shows.
  var isBlank: Bool { bytes.allSatisfy(isBlankByte) }

  /// A sentence for kinds of file that are known and not read.
  var unsupportedKind: String? {
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return "this zip archive does not begin with a plain deflated file. "
        + "Unpack it first with `unzip`."
    }
    if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      return "this is a zstd file. Unpack it first with `zstd -d`."
    }
    if bytes.starts(with: [0x50, 0x41, 0x52, 0x31]) {
      return "this packed file holds a Parquet file. Unpack it first."
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return "this text is UTF-16. Save it as UTF-8, for example with "
        + "`iconv -f UTF-16 -t UTF-8`."
    }
    return nil
  }
}

func isBlankByte(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}
