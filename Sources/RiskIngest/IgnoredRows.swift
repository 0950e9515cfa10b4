/// Rows that a format leaves out, counted by reason.
///
/// Most lines of a bill are left out, for the reason of the line before: that
/// one is looked at first.
struct IgnoredRows {
  /// Reasons beyond this many are counted together, so that a hostile file
  /// cannot grow the report.
  static let reasonLimit = 64
  private static let others = "other reasons"

  private var counts: [(reason: String, count: Int)] = []
  private var last = 0

  mutating func add(_ reason: String) {
    if last < counts.count, counts[last].reason == reason {
      counts[last].count += 1
      return
    }
    let isFull = counts.count >= Self.reasonLimit
    if let place = place(of: reason)
      ?? (isFull ? place(of: Self.others) : nil)
    {
      last = place
      counts[place].count += 1
    } else {
      last = counts.count
      counts.append((isFull ? Self.others : reason, 1))
    }
  }

  private func place(of reason: String) -> Int? {
    counts.firstIndex { $0.reason == reason }
  }

  var byReason: [String: Int] {
    Dictionary(
      counts.map { ($0.reason, $0.count) }, uniquingKeysWith: { $0 + $1 })
  }
}
