import RiskDomain
import RiskNumerics

/// The Cost and Usage Report of each month that the span touches: gzip parts
/// with hourly lines per resource and a manifest beside them.
struct CostReportFiles {
  static let folder = "aws/cur/spot-report"
  private static let name = "spot-report"
  private static let bucket = "gpu-lab-billing"
  /// Lines of a part; real reports are cut into parts as well.
  private static let linesPerPart = 50_000
  static let hour: Int64 = 3_600_000

  private let period: BillingPeriod
  private var rng: SplitMix64
  private var bytes = Array(CostReportLine.header.utf8)
  private var linesInPart = 0
  private var lineCount: UInt64 = 0
  private var parts: [String] = []

  static func write(
    _ facts: MonthFacts, to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    var seeds = SplitMix64(seed: facts.fileSeeds.costs)
    for period in BillingPeriod.months(from: facts.start, until: facts.end) {
      var report = CostReportFiles(
        period: period, rng: SplitMix64(seed: seeds.next()))
      try report.write(facts, to: sink)
    }
  }

  private init(period: BillingPeriod, rng: SplitMix64) {
    self.period = period
    self.rng = rng
  }

  private mutating func write(
    _ facts: MonthFacts, to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    for history in facts.histories(of: .aws) {
      for life in history.lives {
        let lines = CostReportUsage.lines(
          of: life, prices: history.prices, period: period)
        for line in lines {
          try add(line, to: sink)
        }
      }
    }
    let others = CostReportOthers.lines(facts, period: period, rng: &rng)
    for line in others { try add(line, to: sink) }
    try endPart(to: sink)
    try sink(
      SimulatedFile(
        path: "\(Self.folder)/\(folderOfPeriod)/\(Self.name)-Manifest.json",
        bytes: Array(manifest().utf8), wantsGzip: false))
  }

  private mutating func add(
    _ line: CostReportLine, to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    if linesInPart == Self.linesPerPart { try endPart(to: sink) }
    lineCount += 1
    linesInPart += 1
    bytes.append(contentsOf: line.csv(id: lineItemID(), period: period).utf8)
  }

  private mutating func endPart(
    to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    guard linesInPart > 0 || parts.isEmpty else { return }
    let file = "\(Self.name)-\(parts.count + 1).csv.gz"
    parts.append(file)
    try sink(
      SimulatedFile(
        path: "\(Self.folder)/\(folderOfPeriod)/\(file)", bytes: bytes,
        wantsGzip: true))
    bytes = Array(CostReportLine.header.utf8)
    linesInPart = 0
  }

  private var folderOfPeriod: String {
    TextForms.compactDay(period.start) + "-"
      + TextForms.compactDay(period.end)
  }

  /// 52 letters and digits, unlike each other within the report.
  private func lineItemID() -> String {
    // An odd factor permutes the numbers below 2^40: no id comes twice.
    let scrambled = (lineCount &* 0x9E_3779_B97F) & ((1 << 40) - 1)
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
    let letters = (0..<8).map { alphabet[Int((scrambled >> (5 * $0)) & 31)] }
    return "q7m2xk4wvb5hjt3npz6rdc2glsyaeofu7i3k5w2qmxhbt4"
      .prefix(44) + String(letters)
  }

  private mutating func manifest() -> String {
    let columns = CostReportLine.columns.map {
      "    {\"category\": \"\($0.category)\", \"name\": \"\($0.name)\", "
        + "\"type\": \"\($0.type)\"}"
    }
    let keys = parts.map { "    \"\(Self.folder)/\(folderOfPeriod)/\($0)\"" }
    let from = TextForms.compactDay(period.start)
    let until = TextForms.compactDay(period.end)
    return """
      {
        "assemblyId": "\(rng.uuid())",
        "account": "\(EventBridgeFiles.account)",
        "columns": [
      \(columns.joined(separator: ",\n"))
        ],
        "charset": "UTF-8",
        "compression": "GZIP",
        "contentType": "text/csv",
        "reportId": "\(rng.hex(digits: 64))",
        "reportName": "\(Self.name)",
        "billingPeriod": {
          "start": "\(from)T000000.000Z",
          "end": "\(until)T000000.000Z"
        },
        "bucket": "\(Self.bucket)",
        "reportKeys": [
      \(keys.joined(separator: ",\n"))
        ]
      }

      """
  }
}
