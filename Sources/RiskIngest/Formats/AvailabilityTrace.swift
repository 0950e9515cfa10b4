import RiskDomain

/// Probes of one pool, the instances that could be had at each tick.
///
/// `{"metadata": {"gap_seconds": N}, "data": [count, …]}`
///
/// The pool is in the file name, `ZONE_ACCELERATOR_COUNT.json`, the start in a
/// folder named `aws-MM-DD-YYYY`; hints override both.
enum AvailabilityTrace: RowFormat {
  /// Ticks held back while the gap is unknown ("data" before "metadata").
  static let heldTickLimit = 1_000_000

  static func recognises(_ head: FileHead) -> Bool {
    head.outline?.has("metadata", "gap_seconds") == true
      || head.outline?.has("metadata") != true
        && head.outline?.has("data") == true && startsWithCount(head.bytes)
  }

  /// True when the first element of the first list is a number, as in a trace
  /// that has "data" before "metadata".
  private static func startsWithCount(_ bytes: [UInt8]) -> Bool {
    guard let bracket = bytes.firstIndex(of: UInt8(ascii: "[")) else {
      return false
    }
    let first = bytes[(bracket + 1)...].first { !isBlankByte($0) }
    return first.map { $0 >= 48 && $0 <= 57 } ?? false
  }

  static func read(_ input: FormatInput) throws {
    let subject = TraceSubject(input)
    let pool = try subject.pool(file: input.path)
    let start = try subject.start(file: input.path)
    var gap = try input.hints.gapSeconds.map {
      try milliseconds(ofSeconds: $0, file: input.path)
    }
    var held: [(index: Int, count: Int)] = []
    func keep(_ count: Int, _ index: Int, gap: Int64) throws {
      try input.collector.row(
        .probe(
          AvailabilityProbe(
            pool: pool, traceStart: start, gapMilliseconds: gap,
            tick: index - 1, available: count,
            origin: input.collector.origin(line: index))))
    }
    try JSONRecords.read(input, shape: .elements(of: "data")) {
      text, key in
      guard key == "metadata", gap == nil, text.isObject,
        let seconds = try text.member("gap_seconds")?.text
      else { return }
      guard let number = Double(seconds) else {
        throw IngestError.malformed(
          "metadata.gap_seconds: '\(seconds)' is not a number. Give the gap "
            + "with --gap-seconds.", file: input.path)
      }
      gap = try milliseconds(ofSeconds: number, file: input.path)
    } record: { record, _, index in
      let count = try Fields.whole(
        JSONText.saying(record, "data"), column: "data", atLeast: 0)
      if let gap {
        try keep(count, index, gap: gap)
      } else if held.count < heldTickLimit {
        held.append((index, count))
      } else {
        throw missingGap(input.path)
      }
    }
    if held.isEmpty { return }
    guard let gap else { throw missingGap(input.path) }
    for tick in held { try keep(tick.count, tick.index, gap: gap) }
  }

  private static func missingGap(_ file: String) -> IngestError {
    .missing(
      option: "--gap-seconds",
      "the trace does not say how many seconds lie between two ticks. "
        + "Give them with --gap-seconds.", file: file)
  }

  /// A gap of more than 11 days is no probing and could overflow a tick's time.
  private static func milliseconds(
    ofSeconds seconds: Double, file: String
  ) throws(IngestError) -> Int64 {
    let milliseconds = (seconds * 1000).rounded()
    guard milliseconds >= 1, milliseconds < 1e9 else {
      throw IngestError.malformed(
        "a gap of \(seconds) seconds cannot be. Give the gap with "
          + "--gap-seconds.", file: file)
    }
    return Int64(milliseconds)
  }
}
