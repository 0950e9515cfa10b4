import RiskDomain

/// Values made of fields that a bill repeats on line after line.
///
/// A value is made once per different bytes and then found again without
/// making a text. What is made of texts past `limit` different ones is not
/// kept, so that a hostile file cannot grow it.
struct RepeatedText<Value> {
  static var limit: Int { 100_000 }

  private struct Entry {
    var bytes: [UInt8]
    var value: Value
  }

  /// What was made, by the digest of its bytes.
  ///
  /// The digest goes over words, where hashing an array goes byte by byte. Of
  /// two keys with one digest the second is made each time.
  private var entries: [Int64: Entry] = [:]

  /// The value of these bytes, made by the body the first time.
  mutating func value(
    of key: [UInt8], make: () throws(RowProblem) -> Value
  ) throws(RowProblem) -> Value {
    var digest = TextDigest()
    digest.add(key[...])
    let place = digest.value
    let known = entries[place]
    if let known, known.bytes == key { return known.value }
    let made = try make()
    if known == nil, entries.count < Self.limit {
      entries[place] = Entry(bytes: key, value: made)
    }
    return made
  }
}

/// The last instant that was read: most lines repeat the hour before.
struct RepeatedInstant {
  private var bytes: [UInt8] = []
  private var instant: UTCInstant?

  mutating func value(
    _ field: ArraySlice<UInt8>, column: String,
    read: (ArraySlice<UInt8>, String) throws(RowProblem) -> UTCInstant =
      RepeatedInstant.utc
  ) throws(RowProblem) -> UTCInstant {
    if let instant, field.isEqual(to: bytes) { return instant }
    let read = try read(field, column)
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: field)
    instant = read
    return read
  }

  /// Times without a zone are UTC, as the bills define them.
  static func utc(
    _ field: ArraySlice<UInt8>, _ column: String
  ) throws(RowProblem) -> UTCInstant {
    try Fields.instant(field, column: column, clock: .utc)
  }
}
