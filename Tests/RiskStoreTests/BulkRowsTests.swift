import GRDB
import RiskDomain
import RiskNumerics
import Testing

@testable import RiskStore

/// Rows by the thousand: sorted in runs, written in batches.
@Suite struct BulkRowsTests {
  @Test(
    "runs come back in the order of their keys", arguments: [1, 3, 64, 5000],
    [0, 1, 4, 1000, 4096])
  func sortedRuns(capacity: Int, count: Int) throws {
    var random = SplitMix64(seed: UInt64(capacity * 10_000 + count))
    let entries = (0..<count).map { index in
      BulkEntry(
        position: Int64(random.next() % 50) - 25, value: Int64(index),
        // One pool in ten lies far off, so that both ways of sorting run.
        pool: UInt32(
          random.next() % 10 == 0 && capacity < 64
            ? random.next() % 4_000_000_000 : random.next() % 7),
        line: UInt32(index))
    }
    let runs = SortedRuns<BulkEntry>(folder: "/tmp", capacity: capacity)
    for _ in 0..<2 {
      for entry in entries { try runs.append(entry) }
      var sorted: [BulkEntry] = []
      try runs.drain { sorted.append($0) }
      #expect(Set(sorted.map(\.line)).count == count)
      for (left, right) in zip(sorted, sorted.dropFirst()) {
        #expect(!right.comesBefore(left))
      }
      #expect(
        sorted.allSatisfy {
          $0.value == Int64($0.line)
            && $0.position == entries[Int($0.line)].position
            && $0.pool == entries[Int($0.line)].pool
        })
    }
  }

  @Test func aFolderThatCannotBeWrittenIsNamed() {
    let runs = SortedRuns<BulkEntry>(folder: "/nonexistent", capacity: 1)
    let error = #expect(throws: StoreError.self) {
      for line in 1...2 as ClosedRange<UInt32> {
        try runs.append(
          BulkEntry(position: 0, value: 0, pool: 1, line: line))
      }
    }
    #expect(error?.code == .io)
    #expect(
      error?.message
        == "A temporary file in '/nonexistent' cannot be used (no such file or "
        + "directory). Sorting a file needs up to 160 bytes a row there. "
        + "Check the free space and the folder's permissions.")
  }

  /// 300 rows of two pools, hour by hour; every third repeats its key at
  /// another price further down.
  private func rows(_ digit: Character, shift: Int) -> [Fact] {
    (0..<300).flatMap { index -> [Fact] in
      let pool = index % 2 == 0 ? Sample.pool : Sample.otherPool
      let hour = Double((index + shift) / 2)
      let first = Sample.price(
        pool, hour: hour, micro: Int64(1000 + index), digit, line: index + 1)
      let again = Sample.price(
        pool, hour: hour, micro: Int64(1000 + index + shift), digit,
        line: index + 1001)
      return index % 3 == 0 ? [first, again] : [first]
    }
  }

  @Test func countsAndStandingRowsDoNotDependOnBatches() throws {
    var digests: Set<[TableDigest]> = []
    for order in [["a", "b"], ["b", "a"], ["a", "b", "a"]] as [[Character]] {
      let database = try RiskDatabase.inMemory()
      var news = 0
      for digit in order {
        let summary = try database.load(
          rows(digit, shift: digit == "a" ? 0 : 100), digit)
        #expect(summary.new + summary.repeated == 400)
        news += summary.new
      }
      // Keys: hours 0 to 149 and 50 to 199 of two pools: 2 · 200.
      #expect(news == 400)
      digests.insert(try database.tableDigests())
    }
    #expect(digests.count == 1)
  }

  @Test func aRefusedRowAmongManyIsNamed() throws {
    let database = try RiskDatabase.inMemory()
    var facts = rows("a", shift: 0)
    facts[150] = Sample.price(hour: 8e7, micro: 1, line: 77)
    let error = #expect(throws: StoreError.self) {
      try database.load(facts)
    }
    #expect(error?.code == .constraint)
    #expect(error?.message.hasPrefix("a.csv:77 breaks a rule") == true)
    #expect(try database.prices().isEmpty)
  }

  @Test func columnsAndFactsLeaveTheSameTables() throws {
    let facts = rows("a", shift: 7)
    let pools = [Sample.otherPool, Sample.pool]
    let rows = facts.compactMap { fact -> PriceColumns.Row? in
      guard case .price(let price) = fact else { return nil }
      return PriceColumns.Row(
        atMilliseconds: price.effectiveFrom.unixMilliseconds,
        microUSDPerHour: price.pricePerHour.rawValue,
        pool: price.pool == Sample.pool ? 1 : 0,
        line: UInt32(price.origin.line))
    }
    let (one, other) = (
      try RiskDatabase.inMemory(), try RiskDatabase.inMemory()
    )
    let summary = try one.load(facts)
    let half = rows.count / 2
    let columns = try other.load(file: Sample.file()) { loader in
      try loader.add(PriceColumns(pools: pools, rows: Array(rows[..<half])))
      try loader.add(PriceColumns(pools: pools, rows: Array(rows[half...])))
    }
    #expect(columns == summary)
    #expect(try one.tableDigests() == other.tableDigests())
  }

  @Test func everyWriteButALoadChecksForeignKeys() throws {
    let database = try RiskDatabase.inMemory()
    try database.load([Sample.price(hour: 0, micro: 1)])
    let error = #expect(throws: StoreError.self) {
      try database.write { db in
        try db.execute(
          sql: "INSERT INTO price_observation VALUES (99, 0, 1, 1, 1)")
      }
    }
    #expect(error?.code == .constraint)
  }
}
