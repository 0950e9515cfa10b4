/// Finds the records of JSON text that comes in chunks.
///
/// Several documents may follow each other, with or without line breaks. The
/// inside of a record is only followed for brackets and strings; its format
/// reads it.
struct JSONRecordScanner {
  /// Where the records of a document stand.
  ///
  /// Elements of a list at the top are records in every shape.
  enum Shape: Equatable {
    /// Each document is a record.
    case documents
    /// The elements of one list: `{"SpotPriceHistory": [record, …]}`.
    case elements(of: String)
    /// The members of a document: `{"name": record, …}`.
    case members
  }

  /// What the scanner finds.
  enum Finding {
    case record(JSONText, key: String?)
    /// A member beside the list of records, such as "metadata".
    case other(JSONText, key: String)
    /// Text in the place of a record that is none.
    case broken(RowProblem)
  }

  static let recordLimitBytes = 16 << 20
  private static let shownBytes = 200

  private enum Level { case top, list, object, innerList }
  private enum Expected { case value, valueOrEnd, key, colon, commaOrEnd }

  private let shape: Shape
  private var buffer: [UInt8] = []
  private var position = 0
  private var level = Level.top
  private var expected = Expected.value
  /// Start of the value or key that is open; nil between values.
  private var start: Int?
  private var key: String?
  private var value = JSONValueTracker()
  /// After a broken document: looking for a `{` at the start of a line.
  private var isResyncing = false
  /// The text of a broken record while its line may go on in the next chunk.
  private var cutOff: (text: [UInt8], reason: String)?
  /// The byte before `position` across chunks.
  private var previous = UInt8(ascii: "\n")
  private var consumedBytes = 0

  /// Takes runs of records that look alike; nil leaves all to the general
  /// reading.
  private let runs: (any JSONRunReader)?

  init(shape: Shape, runs: (any JSONRunReader)? = nil) {
    self.shape = shape
    self.runs = runs
  }

  /// Takes a chunk and hands over what it completes.
  ///
  /// - Throws: `JSONSyntaxError` when the text is no JSON outside of records,
  ///   nests deeper than 64 levels or holds a record over 16 MiB; and whatever
  ///   the body throws.
  mutating func consume(
    _ chunk: [UInt8], _ body: (Finding) throws -> Void
  ) throws {
    try showBroken(chunk[...], body)
    let kept = start ?? position
    if kept == buffer.count {
      buffer = chunk
    } else {
      buffer.removeFirst(kept)
      buffer += chunk
    }
    consumedBytes += kept
    position -= kept
    if let start { self.start = start - kept }
    while position < buffer.count {
      if let runs { try run(runs) }
      if position < buffer.count { try step(body) }
    }
    if let start, position - start > Self.recordLimitBytes {
      throw JSONSyntaxError(reason: "a record is larger than 16 MiB")
    }
  }

  /// Hands over what waited for more; tells how the text ended, nil when
  /// every bracket was closed.
  mutating func finish(
    _ body: (Finding) throws -> Void
  ) rethrows -> String? {
    if let cutOff { try handOver(cutOff, body) }
    if isResyncing { return nil }
    if start != nil, expected != .key {
      return "the file ends in the middle of this record"
    }
    if level == .top { return nil }
    return "the file ends before its list is closed and rows may be missing"
  }

  /// Offers the place to the reader of runs when a record of a list may
  /// begin there.
  private mutating func run(_ runs: any JSONRunReader) throws {
    guard start == nil, level == .innerList || level == .list,
      expected == .commaOrEnd || expected == .value || expected == .valueOrEnd
    else { return }
    var place = JSONListPlace(
      position: position, isAfterRecord: expected == .commaOrEnd)
    let taken = try buffer.withUnsafeBytes {
      try runs.read($0, at: &place)
    }
    guard taken > 0 else { return }
    position = place.position
    expected = .commaOrEnd
  }

  private mutating func step(_ body: (Finding) throws -> Void) throws {
    if isResyncing {
      resync()
    } else if start != nil {
      try goOn(body)
    } else {
      try between(body)
    }
  }

  /// Goes on inside a key or a value.
  private mutating func goOn(_ body: (Finding) throws -> Void) throws {
    guard let start else { return }
    let outcome = value.advance(
      buffer, from: &position, splitsDocuments: isDocument)
    switch outcome {
    case .needsMore: return
    case .broken(let reason):
      guard isDocument else { throw syntaxError(reason) }
      cutOff = ([], reason)
      try showBroken(buffer[start...], body)
      self.start = nil
      isResyncing = true
      previous = position == 0 ? previous : buffer[position - 1]
    case .complete:
      let text = JSONText(buffer[start..<position])
      self.start = nil
      try close(text, body)
    }
  }

  /// True while the value being read is a whole document of its own.
  private var isDocument: Bool { level == .top }

  private mutating func close(
    _ text: JSONText, _ body: (Finding) throws -> Void
  ) throws {
    switch level {
    case .top:
      expected = .value
      try body(.record(text, key: nil))
    case .list, .innerList:
      expected = .commaOrEnd
      try body(.record(text, key: nil))
    case .object:
      if expected == .key {
        key = text.text
        expected = .colon
        return
      }
      expected = .commaOrEnd
      if shape == .members {
        try body(.record(text, key: key))
      } else {
        try body(.other(text, key: key ?? ""))
      }
    }
  }

  /// Reads blanks and one byte between values.
  private mutating func between(_ body: (Finding) throws -> Void) throws {
    // All blanks at once: before each step the reader of runs looks past them.
    while position < buffer.count, isBlankByte(buffer[position]) {
      position += 1
    }
    guard position < buffer.count else { return }
    let byte = buffer[position]
    switch (expected, byte) {
    case (.colon, UInt8(ascii: ":")):
      expected = .value
    case (.commaOrEnd, UInt8(ascii: ",")):
      expected = level == .object ? .key : .value
    case (.commaOrEnd, UInt8(ascii: "]")), (.valueOrEnd, UInt8(ascii: "]")):
      guard level == .list || level == .innerList else {
        throw unexpected(byte)
      }
      leave()
    case (.commaOrEnd, UInt8(ascii: "}")), (.key, UInt8(ascii: "}")):
      guard level == .object else { throw unexpected(byte) }
      leave()
    case (.key, UInt8(ascii: "\"")):
      return open()
    case (.value, _), (.valueOrEnd, _):
      if enter(byte) { break }
      guard startsValue(byte) else {
        if level == .top, shape == .documents {
          cutOff = ([], "this is no JSON")
          try showBroken(buffer[position...], body)
          isResyncing = true
          previous = 0
          return
        }
        throw unexpected(byte)
      }
      return open()
    default:
      throw unexpected(byte)
    }
    position += 1
  }

  /// Opens a list or document whose inside holds the records.
  private mutating func enter(_ byte: UInt8) -> Bool {
    switch level {
    case .top where byte == UInt8(ascii: "["):
      level = .list
      expected = .valueOrEnd
    case .top where byte == UInt8(ascii: "{") && shape != .documents:
      level = .object
      expected = .key
    case .object where byte == UInt8(ascii: "["):
      guard case .elements(let name) = shape, key == name else { return false }
      level = .innerList
      expected = .valueOrEnd
    default: return false
    }
    return true
  }

  private mutating func leave() {
    expected = level == .innerList ? .commaOrEnd : .value
    level = level == .innerList ? .object : .top
  }

  private mutating func open() {
    start = position
    value = JSONValueTracker()
  }

  private func startsValue(_ byte: UInt8) -> Bool {
    if level == .top { return byte == UInt8(ascii: "{") }
    return byte != UInt8(ascii: ",") && byte != UInt8(ascii: ":")
      && byte != UInt8(ascii: "]") && byte != UInt8(ascii: "}")
  }

  private mutating func resync() {
    while position < buffer.count {
      let byte = buffer[position]
      if byte == UInt8(ascii: "{"), previous == UInt8(ascii: "\n") {
        isResyncing = false
        expected = .value
        return
      }
      previous = byte
      position += 1
    }
  }

  /// Shows of a broken record the rest of its line, at most 200 bytes, however
  /// the chunks cut it.
  private mutating func showBroken(
    _ bytes: ArraySlice<UInt8>, _ body: (Finding) throws -> Void
  ) rethrows {
    guard var shown = cutOff else { return }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    shown.text += line.prefix(Self.shownBytes - shown.text.count)
    cutOff = shown
    if line.count < bytes.count || shown.text.count == Self.shownBytes {
      try handOver(shown, body)
    }
  }

  private mutating func handOver(
    _ broken: (text: [UInt8], reason: String),
    _ body: (Finding) throws -> Void
  ) rethrows {
    cutOff = nil
    try body(
      .broken(
        RowProblem(
          value: String(decoding: broken.text, as: UTF8.self),
          reason: broken.reason)))
  }

  private func unexpected(_ byte: UInt8) -> JSONSyntaxError {
    let shown = String(decoding: [byte], as: UTF8.self)
    return syntaxError("'\(shown)' does not belong there")
  }

  private func syntaxError(_ reason: String) -> JSONSyntaxError {
    JSONSyntaxError(
      reason: "byte \(consumedBytes + position + 1): \(reason)")
  }
}
