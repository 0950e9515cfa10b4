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
      return "this zip archive does not begin with a whole file. "
        + "Unpack it first with `unzip`."
    }
    if bytes.starts(with: [0x50, 0x41, 0x52, 0x31]) {
      return "this packed file holds a Parquet file. Unpack it first."
    }
    if bytes.starts(with: [0x1F, 0x8B])
      || bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    {
      return "this packed file holds another packed file. Unpack it once, for "
        + "example with `gunzip`."
    }
    if bytes.dropFirst(257).starts(with: "ustar".utf8) {
      return "this is a tar archive. Unpack it first with `tar -xf`."
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || everySecondByteIsZero
    {
      return "this text is UTF-16. Save it as UTF-8, for example with "
        + "`iconv -f UTF-16 -t UTF-8`."
    }
    return metadataAnswer
  }

  /// A sentence for an answer of the EC2 metadata service, which speaks of the
  /// host that asked and does not name it.
  private var metadataAnswer: String? {
    guard let outline, outline.paths.count <= 2 else { return nil }
    let isNotice =
      outline.paths == [["action"], ["time"]]
      || outline.paths == [["noticeTime"]]
    guard isNotice else { return nil }
    return "this is an answer of the instance metadata service: it does not "
      + "say which instance asked. Collect the same notices with an "
      + "EventBridge rule, or write the loss into a launch log."
  }

  /// ASCII text as UTF-16 without its mark.
  private var everySecondByteIsZero: Bool {
    let start = bytes.prefix(256)
    return start.count >= 8
      && start.lazy.filter({ $0 == 0 }).count * 5 >= start.count * 2
  }
}

func isBlankByte(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}
