/// Adds up the lines of one key in one file.
///
/// Where a file belongs to no delivery by name, a line's key is what it bills.
/// Lines of one key in one table are then told apart by their own ids: equal
/// ids are one line, stated twice, and different ones add up, those of each end
/// for themselves.
///
/// Takes the entries of one key in their order and holds one sum per table and
/// end.
struct BillingFold {
  /// The greater of two sets of labels, by their texts.
  private let labels: (Int64, Int64) throws -> Int64
  /// What is summed up so far; the last of them without `last`.
  private var sums: [BillingEntry] = []
  /// What stands of the lines of the present id.
  private var last: BillingEntry?
  /// Lines that another line of the file states too.
  private(set) var repeated = 0

  init(labels: @escaping (Int64, Int64) throws -> Int64) {
    self.labels = labels
  }

  mutating func take(_ entry: BillingEntry) throws {
    guard let before = last else {
      last = entry
      return
    }
    if entry.table == before.table, entry.end == before.end,
      entry.statement == before.statement
    {
      repeated += 1
      last = try standing(before, entry)
    } else {
      try close()
      last = entry
    }
  }

  /// The sums by table and end; two of one table and end where one is too
  /// large for a number.
  mutating func finish() throws -> [BillingEntry] {
    try close()
    defer { sums = [] }
    return sums
  }

  private mutating func close() throws {
    guard let line = last else { return }
    last = nil
    guard let sum = sums.last, sum.table == line.table, sum.end == line.end,
      var both = sum.adding(line)
    else { return sums.append(line) }
    both.labels = try labels(sum.labels, line.labels)
    sums[sums.count - 1] = both
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

  /// Gives the sums of each table items of their own: the first end keeps the
  /// key's, the next ones have others, the same in every file.
  static func ranked(_ sums: [BillingEntry]) -> [BillingEntry] {
    var sums = sums
    sums.sort { ($0.table, $0.end, $0.billed) < ($1.table, $1.end, $1.billed) }
    var rank: Int64 = 0
    for index in sums.indices.dropFirst() {
      rank = sums[index].table == sums[index - 1].table ? rank + 1 : 0
      if rank > 0 {
        sums[index].item = item(sums[index].item, rank: rank)
      }
    }
    return sums
  }

  private static func item(_ item: Int64, rank: Int64) -> Int64 {
    var z =
      UInt64(bitPattern: item) &+ UInt64(bitPattern: rank)
      &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int64(bitPattern: z ^ (z >> 31))
  }
}
