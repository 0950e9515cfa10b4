/// Makes one row of the lines of a file that have one key.
///
/// Where a file belongs to no delivery by name, a line's key is what it bills.
/// Lines of one key in one table are then told apart by their own ids: equal
/// ids are one line, stated twice, and different ones add up. Of several ends
/// each makes a row of its own. Several files and tables do not add up: each
/// states the whole of a key, and one of them stands.
///
/// Takes entries in their order, holds two of them and hands rows on.
struct BillingFold {
  /// The greater of two sets of labels, by their texts.
  private let labels: (Int64, Int64) throws -> Int64
  private let emit: (BillingEntry) throws -> Void
  /// The lines of the present row whose ids are done.
  private var done: BillingEntry?
  /// What stands of the lines of the present id.
  private var last: BillingEntry?
  /// How many rows the present key has made before.
  private var rank: Int64 = 0
  /// Lines that another line of the file states too.
  private(set) var repeated = 0

  init(
    labels: @escaping (Int64, Int64) throws -> Int64,
    emit: @escaping (BillingEntry) throws -> Void
  ) {
    self.labels = labels
    self.emit = emit
  }

  mutating func take(_ entry: BillingEntry) throws {
    guard let before = last else {
      last = entry
      return
    }
    guard entry.isBeside(before) else {
      try finish()
      (last, rank) = (entry, 0)
      return
    }
    if entry.end != before.end {
      try finish()
      last = entry
      // Where the item tells lines apart, both have one key, and what stands
      // is decided as between two files.
      if entry.statement != 0 { rank += 1 }
    } else if entry.statement == before.statement {
      repeated += 1
      last = try standing(before, entry)
    } else {
      try close()
      last = entry
    }
  }

  /// Hands on the last row.
  mutating func finish() throws {
    try close()
    guard let row = done else { return }
    done = nil
    try handOn(row)
  }

  private func handOn(_ row: BillingEntry) throws {
    guard rank > 0 else { return try emit(row) }
    var row = row
    row.item = Self.item(row.item, rank: rank)
    try emit(row)
  }

  /// Adds what stands of the present id to the row.
  private mutating func close() throws {
    guard let line = last else { return }
    last = nil
    guard let sum = done else {
      done = line
      return
    }
    guard var both = sum.adding(line) else {
      // Too much for one row: the rest becomes another.
      try handOn(sum)
      rank += 1
      done = line
      return
    }
    both.labels = try labels(sum.labels, line.labels)
    done = both
  }

  private func standing(
    _ a: BillingEntry, _ b: BillingEntry
  ) throws -> BillingEntry {
    if let isFirst = a.stands(over: b) { return isFirst ? a : b }
    var one = a
    one.labels = try labels(a.labels, b.labels)
    one.line = min(a.line, b.line)
    return one
  }

  /// The item of a key's later rows, the same in every file.
  private static func item(_ item: Int64, rank: Int64) -> Int64 {
    var z =
      UInt64(bitPattern: item) &+ UInt64(bitPattern: rank)
      &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int64(bitPattern: z ^ (z >> 31))
  }
}
