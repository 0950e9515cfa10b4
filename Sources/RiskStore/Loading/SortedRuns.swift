/// A row that waits to be written in the order of its key.
protocol SortedEntry: BitwiseCopyable {
  /// Entries of a run in memory.
  static var runCapacity: Int { get }
  /// Whether sorting needs as much room again.
  static var sortsByScratch: Bool { get }
  /// An entry to fill room with.
  static var zero: Self { get }

  /// True when this entry's key comes first.
  func comesBefore(_ other: Self) -> Bool

  /// Sorts `entries`, using `scratch` of the same size where it is asked for.
  static func sort(
    _ entries: UnsafeMutableBufferPointer<Self>,
    scratch: UnsafeMutableBufferPointer<Self>)
}

/// Entries of one file, handed back in the order of their keys.
///
/// A table is built fastest when every page of it is written once, from the
/// first to the last. Files beyond `runCapacity` entries are sorted in runs,
/// which wait in a temporary file and are merged; memory stays the same
/// whatever the file's size.
final class SortedRuns<Entry: SortedEntry> {

  private let folder: String
  private let capacity: Int
  private var entries: UnsafeMutableBufferPointer<Entry>
  private var scratch: UnsafeMutableBufferPointer<Entry>
  private var count = 0
  private var spill: SpillFile?
  private var runCounts: [Int] = []

  /// - Parameters:
  ///   - folder: where the temporary file goes.
  ///   - capacity: entries of a run.
  init(folder: String, capacity: Int = Entry.runCapacity) {
    self.folder = folder
    self.capacity = max(1, capacity)
    entries = UnsafeMutableBufferPointer(start: nil, count: 0)
    scratch = entries
  }

  deinit { release() }

  private func release() {
    entries.deallocate()
    scratch.deallocate()
    entries = UnsafeMutableBufferPointer(start: nil, count: 0)
    scratch = entries
  }

  func append(_ entry: Entry) throws(StoreError) {
    if count == entries.count { try makeRoom() }
    entries.initializeElement(at: count, to: entry)
    count += 1
  }

  /// True while nothing was appended.
  var isEmpty: Bool { count == 0 && runCounts.isEmpty }

  /// Hands out every entry in the order of the keys, one a call.
  ///
  /// - Returns: the next entry; nil at the end. Nothing may be appended any
  ///   more.
  func sorted() throws(StoreError) -> () throws -> Entry? {
    sort()
    guard let spill else {
      var index = 0
      return { [self] in
        guard index < count else { return nil }
        defer { index += 1 }
        return entries[index]
      }
    }
    try spillRun(to: spill)
    release()
    var merge = try RunMerge<Entry>(spill, counts: runCounts)
    return { try merge.next() }
  }

  /// Calls the body with every entry in the order of the keys, and forgets
  /// them.
  func drain(_ body: (Entry) throws -> Void) throws {
    defer {
      count = 0
      spill = nil
      runCounts = []
    }
    guard count > 0 || !runCounts.isEmpty else { return }
    sort()
    guard let spill else {
      for entry in entries[..<count] { try body(entry) }
      return
    }
    try spillRun(to: spill)
    release()
    var merge = try RunMerge<Entry>(spill, counts: runCounts)
    while let entry = try merge.next() { try body(entry) }
  }

  private func sort() {
    Entry.sort(
      UnsafeMutableBufferPointer(rebasing: entries[..<count]),
      scratch: scratch)
  }

  /// Grows the room of small files; writes a run of large ones.
  private func makeRoom() throws(StoreError) {
    guard entries.count == capacity else {
      let grown = min(capacity, max(1024, entries.count * 4))
      let larger = UnsafeMutableBufferPointer<Entry>.allocate(
        capacity: grown)
      _ = larger.moveInitialize(fromContentsOf: entries[..<count])
      release()
      entries = larger
      if Entry.sortsByScratch {
        scratch = .allocate(capacity: grown)
        scratch.initialize(repeating: .zero)
      }
      return
    }
    if spill == nil { spill = try SpillFile(folder: folder) }
    guard let file = spill else { return }
    sort()
    try spillRun(to: file)
  }

  private func spillRun(to file: SpillFile) throws(StoreError) {
    try file.append(UnsafeRawBufferPointer(rebasing: bytes[...]))
    runCounts.append(count)
    count = 0
  }

  private var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      UnsafeMutableBufferPointer(rebasing: entries[..<count]))
  }
}

/// Takes entries from sorted runs, the least key first.
private struct RunMerge<Entry: SortedEntry> {
  private var runs: [RunReader<Entry>] = []
  /// Indices of runs, a heap by their next entries.
  private var heap: [Int] = []

  init(_ file: SpillFile, counts: [Int]) throws(StoreError) {
    var start = 0
    for (index, count) in counts.enumerated() {
      var run = RunReader<Entry>(file, start: start, count: count)
      start += count
      if try run.load() {
        runs.append(run)
        heap.append(index)
      }
    }
    for place in heap.indices.reversed() { sink(place) }
  }

  mutating func next() throws(StoreError) -> Entry? {
    guard let top = heap.first else { return nil }
    let entry = runs[top].head
    if try runs[top].advance() {
      sink(0)
    } else {
      heap[0] = heap[heap.count - 1]
      heap.removeLast()
      if !heap.isEmpty { sink(0) }
    }
    return entry
  }

  /// Moves a run down until no run below comes first.
  private mutating func sink(_ start: Int) {
    var place = start
    let run = heap[place]
    let head = runs[run].head
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count,
        runs[heap[child + 1]].head.comesBefore(runs[heap[child]].head)
      {
        child += 1
      }
      guard runs[heap[child]].head.comesBefore(head) else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = run
  }
}

/// Reads one run from the temporary file, a block at a time.
private struct RunReader<Entry: SortedEntry> {
  /// Bytes of a block.
  private static var blockBytes: Int { 24 << 10 }

  private let file: SpillFile
  private var next: Int
  private let end: Int
  private var block: [Entry] = []
  private var index = 0
  /// The entry that is handed out next.
  private(set) var head = Entry.zero

  init(_ file: SpillFile, start: Int, count: Int) {
    self.file = file
    next = start
    end = start + count
  }

  /// Reads the first block; false when the run is empty.
  mutating func load() throws(StoreError) -> Bool {
    index = block.count
    return try advance()
  }

  /// Moves to the next entry; false at the end of the run.
  mutating func advance() throws(StoreError) -> Bool {
    if index == block.count {
      guard next < end else { return false }
      let count = min(
        Self.blockBytes / MemoryLayout<Entry>.stride, end - next)
      try file.read(&block, from: next, count: count)
      next += count
      index = 0
    }
    head = block[index]
    index += 1
    return true
  }
}
