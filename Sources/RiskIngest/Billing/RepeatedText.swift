import RiskDomain

/// Values made of fields that a bill repeats on line after line.
///
/// A value is made once per different bytes and then found again without
/// making a text. What is made of texts past `limit` different ones is not
/// kept, so that a hostile file cannot grow it.
struct RepeatedText<Value> {
  static var limit: Int { 100_000 }

  private var values: [[UInt8]: Value] = [:]
  private var lastKey: [UInt8] = []
  private var last: Value?

  /// The value of these bytes, made by the body the first time.
  mutating func value(
    of key: [UInt8], make: () throws(RowProblem) -> Value
  ) throws(RowProblem) -> Value {
    if let last, key == lastKey { return last }
    if let known = values[key] {
      (lastKey, last) = (key, known)
      return known
    }
    let made = try make()
    if values.count < Self.limit { values[key] = made }
    (lastKey, last) = (key, made)
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
    if let instant, field.elementsEqual(bytes) { return instant }
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
