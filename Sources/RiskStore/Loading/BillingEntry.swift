/// A row of `billing_line` without its file; 152 bytes.
struct BillingEntry: BitwiseCopyable {
  var resource, start, delivery, subject, item: Int64
  var end, revision, billed: Int64
  var effective, list, quantity: Int64?
  var labels, line: Int64
  /// What tells lines of one item apart; 0 where the item does.
  var statement: Int64
  /// The table of the file that states it.
  var table: Int32
  /// Lines that were added up.
  var count: Int32

  static let zero = BillingEntry(
    resource: 0, start: 0, delivery: 0, subject: 0, item: 0, end: 0,
    revision: 0, billed: 0, effective: nil, list: nil, quantity: nil,
    labels: 0, line: 0, statement: 0, table: 0, count: 0)

  func comesBefore(_ other: BillingEntry) -> Bool {
    if resource != other.resource { return resource < other.resource }
    if start != other.start { return start < other.start }
    if delivery != other.delivery { return delivery < other.delivery }
    if subject != other.subject { return subject < other.subject }
    if item != other.item { return item < other.item }
    if table != other.table { return table < other.table }
    return end == other.end ? statement < other.statement : end < other.end
  }

  /// Whether both have one key.
  func hasKey(of other: BillingEntry) -> Bool {
    start == other.start && resource == other.resource && item == other.item
      && subject == other.subject && delivery == other.delivery
  }

  /// What decides between two statements of one key, before the labels.
  ///
  /// The earliest end comes first: then a database cut at T agrees with the
  /// whole one up to T. Of the rest the later revision stands, then the
  /// dearer line.
  func stands(over other: BillingEntry) -> Bool? {
    if end != other.end { return end < other.end }
    let ours = [revision, billed, quantity, effective, list]
    let theirs = [
      other.revision, other.billed, other.quantity, other.effective,
      other.list,
    ]
    for (left, right) in zip(ours, theirs) where left != right {
      return (left ?? .min) > (right ?? .min)
    }
    return nil
  }

  /// Both as one line; nil when the sum does not fit.
  ///
  /// What one of them does not state is not known of both.
  func adding(_ other: BillingEntry) -> BillingEntry? {
    func sum(_ a: Int64?, _ b: Int64?) -> (value: Int64?, fits: Bool) {
      guard let a, let b else { return (nil, true) }
      let (sum, overflow) = a.addingReportingOverflow(b)
      return (sum, !overflow)
    }
    let billed = sum(billed, other.billed)
    let effective = sum(effective, other.effective)
    let list = sum(list, other.list)
    let quantity = sum(quantity, other.quantity)
    guard billed.fits, effective.fits, list.fits, quantity.fits else {
      return nil
    }
    var both = self
    both.billed = billed.value ?? 0
    (both.effective, both.list) = (effective.value, list.value)
    both.quantity = quantity.value
    both.revision = max(revision, other.revision)
    both.line = min(line, other.line)
    both.count = count &+ other.count
    return both
  }
}
