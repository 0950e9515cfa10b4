/// A line whose key had a row when it came, with a digest of its key.
///
/// What the row means is known when the whole file has been read: it may be
/// another file's, or of the file's own earlier lines.
struct LateLine: SortedEntry {
  var key: Int64
  var entry: BillingEntry

  /// 5 MiB.
  static let runCapacity = 32_768
  static let sortsByScratch = false
  static let zero = LateLine(key: 0, entry: .zero)

  init(_ entry: BillingEntry) { self.init(key: entry.key, entry: entry) }

  private init(key: Int64, entry: BillingEntry) {
    self.key = key
    self.entry = entry
  }

  func comesBefore(_ other: LateLine) -> Bool {
    key == other.key ? entry.comesBefore(other.entry) : key < other.key
  }

  static func sort(
    _ entries: UnsafeMutableBufferPointer<LateLine>,
    scratch: UnsafeMutableBufferPointer<LateLine>
  ) {
    var entries = entries
    entries.sort { $0.comesBefore($1) }
  }
}

/// A line that made a row, or is part of one: its key and its id.
struct StoredLine: SortedEntry {
  var key, statement, end: Int64
  var table: Int32

  /// 4 MiB.
  static let runCapacity = 1 << 17
  static let sortsByScratch = false
  static let zero = StoredLine(key: 0, statement: 0, end: 0, table: 0)

  func comesBefore(_ other: StoredLine) -> Bool {
    (key, table, statement) < (other.key, other.table, other.statement)
  }

  static func sort(
    _ entries: UnsafeMutableBufferPointer<StoredLine>,
    scratch: UnsafeMutableBufferPointer<StoredLine>
  ) {
    var entries = entries
    entries.sort { $0.comesBefore($1) }
  }
}

extension BillingEntry {
  /// A digest of the key; two keys of one file have different ones for all
  /// that can happen by chance.
  var key: Int64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for part in [resource, start, delivery, subject, item] {
      state = (state ^ UInt64(bitPattern: part)) &* 0xBF58_476D_1CE4_E5B9
      state ^= state >> 29
    }
    return Int64(bitPattern: state)
  }
}
