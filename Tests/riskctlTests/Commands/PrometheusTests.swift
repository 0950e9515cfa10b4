import Foundation
import RiskTestSupport
import Testing

/// What is written for Prometheus passes `promtool check metrics`.
@Suite(
  .enabled(if: Promtool.path != nil, "there is no promtool here"))
struct PrometheusTests {
  private func check(_ text: Data) throws -> Program.Outcome {
    try Program.run(
      ["check", "metrics"], input: text,
      executable: #require(Promtool.path))
  }

  @Test(arguments: [
    ["export", "--for", "prometheus"],
    ["alerts", "--format", "prometheus"],
    ["alerts", "--format", "prometheus", "--rules", "RULES"],
  ])
  func metricsPass(arguments: [String]) throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      // Every kind, ringing where it can, under a name that must be escaped.
      let rules = try write(
        #"""
        rules:
          - {name: "a\\b \"c\" {d}", kind: lossRate, windowHours: 240, fireAbove: 0.000001}
          - {name: share, kind: interruptionShare, windowHours: 48, fireAbove: 0.000001}
          - {name: wave, kind: wave, fireAbove: 0.5}
          - {name: drift, kind: drift}
          - {name: stale, kind: staleData, fireAbove: 0.0001}
          - {name: budget, kind: budgetBurn, windowHours: 240, budgetUSD: 0.01, fireAbove: 1}
          - {name: cap, kind: spotNodeCap, fireAbove: 0.5}
          - {name: offers, kind: offeringBeatsSpot, windowHours: 999, fireAbove: 0.000001}
          - {name: nights, kind: staleForecast, fireAbove: 36}
        """#, to: "rules.yaml", in: folder)
      let outcome = try Program.run(
        arguments.map { $0 == "RULES" ? rules : $0 } + month.fixed)
      #expect([0, 2].contains(outcome.status), "\(outcome.errors)")
      let verdict = try check(outcome.output)
      expectStatus(verdict, 0)
      #expect(verdict.text.isEmpty)
      if arguments.contains("RULES") {
        #expect(outcome.text.contains(#"rule="a\\b \"c\" {d}""#))
        for name in ["budget", "cap", "share"] {
          #expect(
            outcome.text.contains("riskctl_alert_firing{rule=\"\(name)\""),
            "\(name)")
        }
      }
    }
  }

  // The check itself can fail.
  @Test func brokenMetricsAreRefused() throws {
    #expect(try check(Data("riskctl x\n".utf8)).status != 0)
  }
}

/// Prometheus' own judge of metrics.
enum Promtool {
  /// From `RISKCTL_PROMTOOL` or the path; nil without one.
  static let path: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["RISKCTL_PROMTOOL"], !named.isEmpty {
      return named
    }
    return (environment["PATH"] ?? "").split(separator: ":")
      .map { $0 + "/promtool" }
      .first(where: FileManager.default.isExecutableFile(atPath:))
  }()
}
