import RiskDomain

/// Lines of one machine's time, as few as a life rests on.
///
/// Of lines that meet end to start the first and the last stay as they are;
/// those between were used in full and become one, however many they are. It is
/// done on rows: to make each a value with its names and to join these costs
/// several times as much.
struct BillingRun {
  private let widestMilliseconds: Int64
  private var middle, last: StoredBillingLine?
  /// Whether `last` is the first of its run.
  private var isFirst = false

  init(widestMilliseconds: Int64) {
    self.widestMilliseconds = widestMilliseconds
  }

  /// Takes the next line of the resource, and writes those that no later line
  /// can be joined to.
  mutating func take(
    _ line: StoredBillingLine, _ write: (StoredBillingLine) throws -> Void
  ) throws {
    guard let last, last.isFollowed(by: line), isFirst || last.isWhollyUsed
    else {
      try end(write)
      last = line
      isFirst = true
      return
    }
    if isFirst {
      try write(last)
      isFirst = false
    } else if let joined = middle?.joined(
      with: last, widestMilliseconds: widestMilliseconds)
    {
      middle = joined
    } else {
      if let middle { try write(middle) }
      middle = last
    }
    self.last = line
  }

  /// Writes what was kept back.
  mutating func end(_ write: (StoredBillingLine) throws -> Void) throws {
    if let middle { try write(middle) }
    // The first of a run of several was written when the second came.
    if let last { try write(last) }
    (middle, last) = (nil, nil)
  }
}

extension StoredBillingLine {
  /// Used to the last millisecond.
  fileprivate var isWhollyUsed: Bool {
    quantity == end.milliseconds(since: start)
  }

  /// Whether a line bills the same machine from the moment on at which this one
  /// ends.
  fileprivate func isFollowed(by next: Self) -> Bool {
    end == next.start && resource == next.resource && subject == next.subject
      && delivery == next.delivery && (quantity ?? 0) > 0
      && (next.quantity ?? 0) > 0
  }

  /// This line and one that follows it as one; nil when that is too wide.
  fileprivate func joined(
    with next: Self, widestMilliseconds: Int64
  ) -> Self? {
    let width = next.end.milliseconds(since: start)
    guard width <= widestMilliseconds else { return nil }
    var joined = self
    joined.end = next.end
    joined.quantity = width
    return joined
  }
}
