import Foundation
import Logging
import RiskDomain
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// A simulated month as it arrives: day by day, the bill as a growing whole.
struct NightlyMonth {
  let month: GPUMonth
  private let files: [SimulatedFile]

  init(_ month: GPUMonth) throws {
    self.month = month
    var files: [SimulatedFile] = []
    try month.write { files.append($0) }
    self.files = files
  }

  /// The end of a day, from 1 on.
  func end(ofDay day: Int) -> UTCInstant {
    month.start.adding(hours: 24 * Double(day))
  }

  /// Writes what arrives by the end of a day; what arrived before stays.
  func deliver(day: Int, into folder: String) throws {
    let (from, until) = (end(ofDay: day - 1), end(ofDay: day))
    for file in files {
      let text = String(decoding: file.bytes, as: UTF8.self)
      let path = file.path.replacing(".gz", with: "")
      let parts = path.split(separator: ".", maxSplits: 1)
      let daily = "\(parts[0])-\(day).\(parts[1])"
      func isOfDay(_ instant: UTCInstant) -> Bool {
        from <= instant && (instant < until || day == month.days)
      }
      if path.contains("/cur/") {
        try deliver(bill: text, to: folder + "/" + path, until: until)
      } else if path.hasPrefix("launches") {
        // launchId,pool,market,requestedAt,…
        try deliver(lines: text, header: 1, to: folder + "/" + daily) {
          isOfDay(try instant($0.split(separator: ",")[3]))
        }
      } else if path.contains("/events/") {
        try deliver(lines: text, header: 0, to: folder + "/" + daily) {
          isOfDay(
            try instant(try #require($0.firstMatch(of: /"time":"([^"]+)"/)).1))
        }
      } else if path.contains("/spot-prices/") {
        try deliver(
          records: text, of: "SpotPriceHistory", to: folder + "/" + daily
        ) {
          isOfDay(try instant(try #require($0["Timestamp"] as? String)))
        }
      } else if path.hasPrefix("gcp/") {
        try deliver(records: text, of: nil, to: folder + "/" + daily) {
          isOfDay(try instant(try #require($0["insertTime"] as? String)))
        }
      }
    }
  }

  private func instant(_ text: some StringProtocol) throws -> UTCInstant {
    try UTCInstant(parsing: String(text))
  }

  /// Rows of the hours that are over; a manifest comes with the first of them.
  private func deliver(
    bill text: String, to path: String, until: UTCInstant
  ) throws {
    let manager = FileManager.default
    guard path.hasSuffix(".csv") else {
      // Of this month only: the next period's has no row yet.
      let period = path.split(separator: "/").dropLast().last ?? ""
      let start = try UTCInstant(
        parsing:
          "\(period.prefix(4))-\(period.dropFirst(4).prefix(2))-01T00:00:00Z")
      if start < until { try put(text, path) }
      return
    }
    var lines = text.split(separator: "\n")
    let header = lines.removeFirst()
    let rows = try lines.filter { line in
      // identity/TimeInterval, second column: from/until.
      let interval = line.split(
        separator: ",", maxSplits: 2, omittingEmptySubsequences: false)[1]
      return try instant(interval.split(separator: "/")[1]) <= until
    }
    guard !rows.isEmpty || manager.fileExists(atPath: path) else { return }
    try put(([header] + rows).joined(separator: "\n") + "\n", path)
  }

  private func deliver(
    lines text: String, header: Int, to path: String,
    where isWanted: (Substring) throws -> Bool
  ) throws {
    let lines = text.split(separator: "\n")
    let wanted = try lines.dropFirst(header).filter(isWanted)
    guard !wanted.isEmpty else { return }
    try put(
      (lines.prefix(header) + wanted).joined(separator: "\n") + "\n", path)
  }

  private func deliver(
    records text: String, of key: String?, to path: String,
    where isWanted: ([String: Any]) throws -> Bool
  ) throws {
    let root = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let list: Any? = if let key { (root as? [String: Any])?[key] } else { root }
    let records = try #require(list as? [[String: Any]]).filter(isWanted)
    guard !records.isEmpty else { return }
    let made: Any = key.map { [$0: records] as Any } ?? records
    let data = try JSONSerialization.data(
      withJSONObject: made, options: [.sortedKeys])
    try put(String(decoding: data, as: UTF8.self), path)
  }

  private func put(_ text: String, _ path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}

/// Nightly runs in a folder of their own, on a clock that stands still.
struct Nights {
  let folder: String
  var inbox: String { folder + "/inbox" }

  init(in folder: String, configuration: String) throws {
    self.folder = folder
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try write(configuration, to: "nightly.yaml", in: folder)
  }

  /// - Parameters:
  ///   - asked: nil leaves the moment to the run, at which the clock says `now`.
  func run(
    asOf asked: UTCInstant?, now: UTCInstant
  ) throws -> NightlyReport {
    let context = try MonthPipeline.context(asOf: asked ?? now)
    return try NightlyRun.run(
      NightlyRun.Request(
        file: NightlyFile.load(folder + "/nightly.yaml", home: context.home),
        asOf: asked, generatedAt: asked),
      context: context,
      clock: NightlyClock(now: { now }, seconds: { 0 }))
  }

  func run(asOf: UTCInstant) throws -> NightlyReport {
    try run(asOf: asOf, now: asOf)
  }
}
