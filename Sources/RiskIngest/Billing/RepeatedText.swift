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

  private var entries: [Entry] = []
  /// Where what was made stands, by the digest of its bytes.
  ///
  /// The digest goes over words, where hashing an array goes byte by byte. Of
  /// two keys with one digest the second is made each time.
  private var places: [Int64: Int] = [:]

  /// The value of these bytes, made by the body the first time.
  mutating func value(
    of key: [UInt8], make: () throws(RowProblem) -> Value
  ) throws(RowProblem) -> Value {
    var digest = TextDigest()
    digest.add(key[...])
    if let place = places[digest.value],
      key[...].isEqual(to: entries[place].bytes)
    {
      return entries[place].value
    }
    let made = try make()
    keep(made, of: key, digest.value)
    return made
  }

  /// The value of these fields of a row, found without copying them; nil when
  /// none was kept.
  func value(of row: CSVRow, _ fields: [Int]) -> Value? {
    guard let place = places[Self.digest(of: row, fields)],
      row.fields(fields, areEqualTo: entries[place].bytes)
    else { return nil }
    return entries[place].value
  }

  /// Keeps what was made of these fields of a row.
  mutating func keep(_ value: Value, of row: CSVRow, _ fields: [Int]) {
    var key: [UInt8] = []
    for field in fields {
      row.append(field, to: &key)
      key.append(0)
    }
    keep(value, of: key, Self.digest(of: row, fields))
  }

  private mutating func keep(_ value: Value, of key: [UInt8], _ digest: Int64) {
    guard places[digest] == nil, entries.count < Self.limit else { return }
    places[digest] = entries.count
    entries.append(Entry(bytes: key, value: value))
  }

  private static func digest(of row: CSVRow, _ fields: [Int]) -> Int64 {
    var digest = TextDigest()
    for field in fields { row.add(field, to: &digest) }
    return digest.value
  }
}

/// What was made of a column's last field: most lines repeat the line before.
struct RepeatedField<Value> {
  private var bytes: [UInt8] = []
  private var value: Value?

  /// The value of a field, made by the body when it is another than the last.
  mutating func value(
    _ row: CSVRow, _ column: Int, make: () throws(RowProblem) -> Value
  ) throws(RowProblem) -> Value {
    if let value, row.field(column, isEqualTo: bytes) { return value }
    let made = try make()
    bytes.removeAll(keepingCapacity: true)
    row.append(column, to: &bytes)
    value = made
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
