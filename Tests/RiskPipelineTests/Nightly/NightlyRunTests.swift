import Foundation
import RiskDomain
import RiskSimulation
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// Which run is taken up, and the page that others make.
@Suite struct NightlyRunTests {
  private static let configuration = """
    database: risk.sqlite
    inputs: [{path: inbox}]
    backtest: false
    outputs: {json: out/forecast.json}
    """

  private func withNights(
    _ configuration: String = Self.configuration,
    _ body: (Nights, UTCInstant) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let month = try NightlyMonth(GPUMonth(days: 4, seed: 3, scale: 0.05))
      let nights = try Nights(in: folder, configuration: configuration)
      for day in 1...4 { try month.deliver(day: day, into: nights.inbox) }
      try body(nights, month.end(ofDay: 4))
    }
  }

  /// Makes the last run one that has not ended.
  private func cutShort(_ nights: Nights) throws {
    let database = try RiskDatabase(path: nights.folder + "/risk.sqlite")
    var run = try #require(try database.lastNightlyRun())
    run.endedAt = nil
    try database.journal(run)
    try database.close()
  }

  @Test func aRunThatWasCutShortIsTakenUpWithItsMoment() throws {
    try withNights { nights, end in
      let first = try nights.run(asOf: nil, now: end)
      #expect(first.isComplete, "\(first.text)")
      #expect(!first.isResumed)
      try cutShort(nights)
      let later = try nights.run(asOf: nil, now: end.adding(hours: 11))
      #expect(later.isResumed)
      #expect(later.asOf == end)
      #expect(later.generatedAt == end)
      #expect(
        later.stages.filter { $0.state != .skipped }
          .allSatisfy { $0.state == .kept })
    }
  }

  // Twelve hours after it began another night is nearer.
  @Test func anOldOneIsLeftAlone() throws {
    try withNights { nights, end in
      _ = try nights.run(asOf: nil, now: end)
      try cutShort(nights)
      let next = end.adding(hours: 13)
      let later = try nights.run(asOf: nil, now: next)
      #expect(!later.isResumed)
      #expect(later.asOf == next)
    }
  }

  @Test func aRunThatEndedIsNotTakenUp() throws {
    try withNights { nights, end in
      _ = try nights.run(asOf: nil, now: end)
      let next = end.adding(hours: 1)
      #expect(try nights.run(asOf: nil, now: next).asOf == next)
    }
  }

  @Test func thePageIsMadeFromTheRunsOwnMoment() throws {
    let wanted = Self.configuration.replacing(
      "{json:", with: "{report: out/page.html, json:")
    try withNights(wanted) { nights, end in
      func page() throws -> String {
        try String(
          contentsOfFile: nights.folder + "/out/page.html", encoding: .utf8)
      }
      let report = try nights.run(asOf: end, now: end)
      #expect(report.stages.last?.state == .done)
      let first = try page()
      #expect(first.lowercased().hasPrefix("<!doctype html>"))
      #expect(first.contains(end.rfc3339.prefix(10)))
      // Another night's clock does not show on the page of this one.
      _ = try nights.run(asOf: end, now: end.adding(hours: 1))
      #expect(try page() == first)
    }
  }

  @Test func aStageThatFailsStopsNoOther() throws {
    let wanted = Self.configuration.replacing(
      "{json:", with: "{report: out/page.html, json:")
    try withNights(wanted) { nights, end in
      // A folder lies where the page should be.
      let place = nights.folder + "/out/page.html"
      try FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: true)
      let report = try nights.run(asOf: end, now: end)
      #expect(report.worst == .io)
      let states = Dictionary(
        uniqueKeysWithValues: report.stages.map { ($0.stage, $0.state) })
      #expect(states["report"] == .failed)
      #expect(states["forecast"] == .done)
      try FileManager.default.removeItem(atPath: place)
      // The next attempt does only what is missing.
      let again = try nights.run(asOf: end, now: end)
      #expect(
        again.stages.filter { $0.state == .done }.map(\.stage) == ["report"])
    }
  }
}
