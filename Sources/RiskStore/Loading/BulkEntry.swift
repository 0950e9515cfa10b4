/// A row of a table whose key is (pool, position) and whose value is one
/// number; 24 bytes.
struct BulkEntry: SortedEntry {
  /// 6 MiB.
  static let runCapacity = 1 << 18
  static let sortsByScratch = true
  static let zero = BulkEntry(position: 0, value: 0, pool: 0, line: 0)

  var position, value: Int64
  /// The pool's row id.
  var pool: UInt32
  var line: UInt32

  func comesBefore(_ other: BulkEntry) -> Bool {
    pool == other.pool ? position < other.position : pool < other.pool
  }
}

extension BulkEntry {
  /// Puts entries into the order of their keys.
  ///
  /// Files state a few thousand pools and go through time, mostly backwards:
  /// one pass deals the rows out to their pools, which leaves each pool in
  /// order or in reverse.
  static func sort(
    _ entries: UnsafeMutableBufferPointer<BulkEntry>,
    scratch: UnsafeMutableBufferPointer<BulkEntry>
  ) {
    guard let first = entries.first else { return }
    var (least, most) = (first.pool, first.pool)
    for entry in entries {
      least = min(least, entry.pool)
      most = max(most, entry.pool)
    }
    // Row ids far apart would make the table of counts larger than the rows.
    guard Int(most - least) <= 4 * entries.count + 1024 else {
      var entries = entries
      return entries.sort { $0.comesBefore($1) }
    }
    var starts = [Int](repeating: 0, count: Int(most - least) + 2)
    for entry in entries { starts[Int(entry.pool - least) + 1] += 1 }
    for index in starts.indices.dropFirst() {
      starts[index] += starts[index - 1]
    }
    let bounds = starts
    for entry in entries {
      let pool = Int(entry.pool - least)
      scratch[starts[pool]] = entry
      starts[pool] += 1
    }
    for pool in 0..<(bounds.count - 1) {
      sortGroup(
        UnsafeMutableBufferPointer(
          rebasing: scratch[bounds[pool]..<bounds[pool + 1]]))
    }
    _ = entries.update(from: scratch[..<entries.count])
  }

  /// Sorts entries of one pool.
  private static func sortGroup(
    _ group: UnsafeMutableBufferPointer<BulkEntry>
  ) {
    guard group.count > 1 else { return }
    var group = group
    var (isRising, isFalling) = (true, true)
    for index in 1..<group.count {
      let (before, after) = (group[index - 1].position, group[index].position)
      if before > after { isRising = false }
      if before < after { isFalling = false }
    }
    if isRising { return }
    if isFalling { return group.reverse() }
    group.sort { $0.position < $1.position }
  }
}
