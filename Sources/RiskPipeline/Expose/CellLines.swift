import RiskDomain
import RiskExposure

/// Cells as JSON lines for `ingest --format exposures`, equal ones added up.
///
/// What is summed stands at the end of a line, so that an engine adds lines
/// whose beginnings are equal without reading them.
struct CellLines {
  private let source: String
  private let until: UTCInstant
  /// Counts by the beginnings of their lines.
  private var counts: [String: Int] = [:]
  private var sums: [String] = []
  private static let chunkBytes = 1 << 20

  init(source: String, until: UTCInstant) {
    self.source = source
    self.until = until
  }

  mutating func add(lives: [Spell]) {
    for spell in lives {
      let cell = LifeCell(spell, source: source, until: until)
      var text = begin(cell.pool, cell.process, cell.clock)
      text.add("watchedFrom", cell.watchedFrom)
      text.add("watchedUntil", cell.watchedUntil)
      text.add("ageAfterMilliseconds", cell.ageAfterMilliseconds)
      if cell.startUncertaintyMilliseconds > 0 {
        text.add(
          "startUncertaintyMilliseconds", cell.startUncertaintyMilliseconds)
      }
      if cell.endUncertaintyMilliseconds > 0 {
        text.add(
          "endUncertaintyMilliseconds", cell.endUncertaintyMilliseconds)
      }
      text.add("exit", cell.exit.rawValue)
      text.add("noticeMilliseconds", cell.noticeMilliseconds)
      counts[text.text + ",\"lives\":", default: 0] += 1
    }
  }

  mutating func add(attempts: [AttemptCounts]) {
    let origin = RowOrigin(source: source, fileDigest: "", line: 1)
    for counted in attempts {
      for cell in counted.cells(source: source, until: until, origin: origin) {
        var text = MemberText()
        text.add("source", source)
        text.add("until", until)
        text.add("pool", cell.pool.key)
        text.add("size", Int64(cell.size))
        text.addPlain("isSuccess", "\(cell.isSuccess)")
        counts[text.text + ",\"attempts\":", default: 0] += cell.count
      }
    }
  }

  /// A price belongs to one pool and instant, and a pool to one part: no two
  /// lines are added up.
  mutating func add(prices: [PriceObservation]) {
    for price in prices {
      var text = MemberText()
      text.add("pool", price.pool.key)
      text.add("at", price.effectiveFrom)
      text.add("usdMicroPerHour", price.pricePerHour.rawValue)
      sums.append(text.text + "}\n")
    }
  }

  /// - Parameter from: the beginning of the span of all parts.
  mutating func add(exposures: [Exposure], from: UTCInstant) {
    for cell in exposures {
      var text = begin(cell.pool, cell.process, cell.clock)
      text.add("from", from)
      if let age = cell.age {
        text.add("ageAfterMilliseconds", milliseconds(hours: age.after))
        if age.through < Exposure.openEndHours {
          text.add("ageThroughMilliseconds", milliseconds(hours: age.through))
        }
      }
      text.add("hourOfWeekUTC", cell.hourOfWeekUTC.map(Int64.init))
      text.add("atRiskMilliseconds", cell.millisecondsAtRisk)
      text.add("interruptions", Int64(cell.interruptions))
      sums.append(text.text + "}\n")
    }
  }

  /// Hands the lines over, sorted byte by byte.
  func write(_ take: ([UInt8]) throws -> Void) throws {
    let lines =
      (sums + counts.map { "\($0.key)\($0.value)}\n" }).map { Array($0.utf8) }
      .sorted { $0.lexicographicallyPrecedes($1) }
    var bytes: [UInt8] = []
    for line in lines {
      bytes += line
      guard bytes.count >= Self.chunkBytes else { continue }
      try take(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
    try take(bytes)
  }

  private func begin(
    _ pool: PoolID, _ process: Spell.Process, _ clock: Spell.Clock
  ) -> MemberText {
    var text = MemberText()
    text.add("source", source)
    text.add("until", until)
    text.add("pool", pool.key)
    text.add("process", process.rawValue)
    text.add("clock", clock.rawValue)
    return text
  }
}

/// The members of a JSON object whose texts need few escapes.
private struct MemberText {
  private(set) var text = ""

  mutating func addPlain(_ name: String, _ value: String) {
    text += text.isEmpty ? "{\"" : ",\""
    text += name + "\":" + value
  }

  mutating func add(_ name: String, _ value: String) {
    addPlain(name, BillingLabels.quoted(value))
  }

  mutating func add(_ name: String, _ value: UTCInstant) {
    addPlain(name, "\"" + value.rfc3339 + "\"")
  }

  /// Leaves out what is unknown.
  mutating func add(_ name: String, _ value: Int64?) {
    guard let value else { return }
    addPlain(name, String(value))
  }
}
