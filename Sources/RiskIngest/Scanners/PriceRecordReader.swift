import RiskDomain

/// Reads price records whose members stand as in the record before.
///
/// Programs write every record with the same keys and blanks. What lies
/// between the values is learned from one record and compared as a whole in
/// the next ones. A record that differs, has an escape, an unknown product, a
/// price of 0 or a time in another form is left to the general reader, which
/// reads it or says what is wrong.
final class PriceRecordReader: JSONRunReader {
  /// Makes a pool of the raw texts; nil leaves the record to the general
  /// reader.
  typealias MakePool = (_ zone: String, _ type: String, _ product: String) ->
    PoolID?

  var index = 0
  private let collector: RowCollector
  private var shape: PriceRecordShape?
  private var pools = PoolTexts()
  private var times = TimeTexts()
  private var rows: [PriceColumns.Row] = []
  private let makePool: MakePool

  init(collector: RowCollector, makePool: @escaping MakePool) {
    self.collector = collector
    self.makePool = makePool
  }

  func read(
    _ bytes: UnsafeRawBufferPointer, at place: inout JSONListPlace
  ) throws -> Int {
    rows.removeAll(keepingCapacity: true)
    var now = place
    while let start = Self.nextRecord(bytes, now),
      let (row, end) = record(bytes, at: start, line: index + 1)
    {
      rows.append(row)
      index += 1
      now = JSONListPlace(position: end, isAfterRecord: true)
    }
    place = now
    try collector.rows(rows)
    return rows.count
  }

  /// Steps over a comma and blanks to the `{` of the next record.
  private static func nextRecord(
    _ bytes: UnsafeRawBufferPointer, _ place: JSONListPlace
  ) -> Int? {
    var needsComma = place.isAfterRecord
    var index = place.position
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "{") { return needsComma ? nil : index }
      if byte == UInt8(ascii: ","), needsComma {
        needsComma = false
      } else if !isBlankByte(byte) {
        return nil
      }
      index += 1
    }
    return nil
  }

  private func record(
    _ bytes: UnsafeRawBufferPointer, at start: Int, line: Int
  ) -> (PriceColumns.Row, end: Int)? {
    guard let line = UInt32(exactly: line) else { return nil }
    var found = PriceRecordShape.Values()
    var end = shape?.match(bytes, at: start, &found)
    if end == nil {
      shape = PriceRecordShape(learning: bytes, at: start)
      end = shape?.match(bytes, at: start, &found)
    }
    guard let end,
      let price = PriceTexts.microUSD(bytes, found.price),
      let time = times.milliseconds(bytes, found.time),
      let pool = pool(bytes, found)
    else { return nil }
    return (
      PriceColumns.Row(
        atMilliseconds: time, microUSDPerHour: price, pool: pool, line: line),
      end
    )
  }

  private func pool(
    _ bytes: UnsafeRawBufferPointer, _ found: PriceRecordShape.Values
  ) -> UInt32? {
    let hash = PoolTexts.hash(bytes, found)
    if let known = pools.index(bytes, found, hash: hash) { return known }
    func text(_ range: Range<Int>) -> String {
      String(decoding: bytes[range], as: UTF8.self)
    }
    guard
      let pool = makePool(
        text(found.zone), text(found.type), text(found.product)),
      let index = collector.index(of: pool)
    else { return nil }
    pools.insert(bytes, found, hash: hash, index: index)
    return index
  }
}
