import Foundation
import RiskDomain
import RiskExposure
import RiskForecast
import RiskModels
import RiskTestSupport
import Testing

/// Forecasts on eight public traces, fitted on the first 70 % and scored on
/// the rest, whether a pool that is up is lost within the hour.
///
/// Scores are those of the usual definitions: rank AUC, Brier skill against
/// each pool's own share of losses in the training part (shrunk by eight
/// pseudo-observations to the pooled share), calibration error in ten groups.
@Suite(
  .enabled(if: realData != nil, skipReason))
struct RealTraceForecastTests {
  @Test func nextHourLossesAreTold() throws {
    let traces = try Trace.all(
      in: try #require(realData) + "/availability-traces/aws-10-26-2022")
    #expect(traces.count == 8)
    let scored = try ScoredTraces(traces, aheadHours: 1)
    #expect(scored.count > 3000)
    #expect(scored.auc >= 0.80, "\(scored)")
    #expect(scored.brierSkill >= 0.20, "\(scored)")
    // Three thousand rows that overlap fourfold leave 0.02 to chance.
    #expect(scored.calibrationError <= 0.03, "\(scored)")
    let later = try ScoredTraces(traces, aheadHours: 4)
    #expect(later.brierSkill >= 0.12, "\(later)")
  }

  /// The rule that the fit decides by says the same at three splits.
  @Test(arguments: [0.5, 0.6, 0.7])
  func memoryTellsMoreAtEverySplit(split: Double) throws {
    let traces = try Trace.all(
      in: try #require(realData) + "/availability-traces/aws-10-26-2022")
    let trial = try #require(
      try ScoredTraces.artifact(traces, split: split).memory?.first?.trial)
    #expect(trial.isTaken, "\(trial)")
    // 0.027 to 0.033 nats a loss; below 0.01 would be noise.
    #expect(trial.gainNatsPerLoss > 0.02, "\(trial)")
  }
}

/// One availability trace.
struct Trace {
  private struct Document: Decodable {
    struct Metadata: Decodable { var gap_seconds: Double }
    var metadata: Metadata
    var data: [Int]
  }

  static let start = UTCInstant(unixSeconds: 1_666_742_400)
  static let split = 0.7
  var pool: PoolID
  var gap: Double
  var probes: [AvailabilityProbe]
  var up: [Bool]
  var hours: Double { Double(up.count) * gap }

  static func all(in folder: String) throws -> [Trace] {
    let types = [
      "v100_1": "p3.2xlarge", "v100_8": "p3.16xlarge", "k80_1": "p2.xlarge",
      "k80_8": "p2.8xlarge",
    ]
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".json") }.sorted().map { name in
        let document = try JSONDecoder().decode(
          Document.self,
          from: Data(contentsOf: URL(filePath: folder + "/" + name)))
        let parts = name.dropLast(5).split(separator: "_", maxSplits: 1)
        let pool = PoolID(
          provider: .aws, zone: String(parts[0]),
          instanceType: types[String(parts[1])] ?? String(parts[1]))
        let origin = RowOrigin(source: name, fileDigest: "", line: 1)
        return Trace(
          pool: pool, gap: document.metadata.gap_seconds / 3600,
          probes: document.data.enumerated().map {
            AvailabilityProbe(
              pool: pool, traceStart: start,
              gapMilliseconds: Int64(document.metadata.gap_seconds * 1000),
              tick: $0, available: $1, origin: origin)
          }, up: document.data.map { $0 >= 1 })
      }
  }

  /// Hours at which the pool was found lost.
  var losses: [Double] {
    (1..<up.count).filter { up[$0 - 1] && !up[$0] }.map { Double($0) * gap }
  }

  func isUp(at x: Double) -> Bool {
    up[min(Int(x / gap + 1e-9), up.count - 1)]
  }

  /// Hours until the next loss after x; infinite when none follows.
  func wait(from x: Double) -> Double {
    (losses.first { $0 > x } ?? .infinity) - x
  }

  /// Training times at which the pool was up, and lost within h.
  func climatology(_ h: Double) -> (times: Double, lost: Double) {
    var (n, k) = (0.0, 0.0)
    for i in 0... {
      let x = Double(i) * 0.25
      guard x + h < hours * Self.split else { break }
      guard up[min(Int(x / gap), up.count - 1)] else { continue }
      n += 1
      if wait(from: x) <= h { k += 1 }
    }
    return (n, k)
  }
}

/// The scores of one horizon.
struct ScoredTraces: CustomStringConvertible {
  var count = 0
  var auc = 0.0
  var brierSkill = 0.0
  var calibrationError = 0.0

  var description: String {
    "n \(count), AUC \(auc), Brier skill \(brierSkill), "
      + "calibration error \(calibrationError)"
  }

  /// The default model of the traces' first part.
  static func artifact(
    _ traces: [Trace], split: Double
  ) throws -> HazardArtifact {
    let hours = try #require(traces.first).hours * split
    let fitAsOf = Trace.start.adding(hours: hours)
    let spec = try JSONDecoder().decode(
      ModelSpec.self, from: Data(contentsOf: specFile))
    let known = probeSpells(traces.flatMap(\.probes), until: fitAsOf)
    return try NestedGammaPoisson.fit(
      exposures: spec.exposures(from: known), spells: known, spec: spec,
      provenance: .init(
        observedFrom: Trace.start, observedUntil: fitAsOf, dataDigest: "",
        codeVersion: "", seed: 1))
  }

  init(_ traces: [Trace], aheadHours h: Double) throws {
    let splitHours = try #require(traces.first).hours * Trace.split
    let artifact = try Self.artifact(traces, split: Trace.split)
    let all = probeSpells(
      traces.flatMap(\.probes), until: Trace.start.adding(hours: 1e4))
    let histories = PoolHistory.all(all)
    let climatologies = traces.map { $0.climatology(h) }
    let prior =
      climatologies.reduce(0) { $0 + $1.lost }
      / climatologies.reduce(0) { $0 + $1.times }
    var rows: [(p: Double, y: Double, base: Double)] = []
    for (trace, climate) in zip(traces, climatologies) {
      let forecaster = PoolForecaster(
        pool: trace.pool, spells: all, artifact: artifact,
        siblings: histories.filter {
          SiblingKey($0.pool) == SiblingKey(trace.pool)
        }, prices: [], catalog: Catalog())
      let firstDown = trace.up.firstIndex(of: false) ?? trace.up.count
      for i in 0... {
        let x = splitHours + Double(i) * 0.25
        let tick = Int(x / trace.gap + 1e-9)
        guard tick < trace.up.count else { break }
        guard trace.up[tick], firstDown < tick, trace.hours - x >= h else {
          continue
        }
        let row = forecast(
          outlook: forecaster.outlook(asOf: Trace.start.adding(hours: x)),
          aheadHours: [h])
        let survival = try #require(row.survival[0])
        #expect(row.state == .up)
        rows.append(
          (
            1 - survival, trace.wait(from: x) <= h ? 1 : 0,
            (climate.lost + 8 * prior) / (climate.times + 8)
          ))
      }
    }
    score(rows)
  }

  private mutating func score(
    _ rows: [(p: Double, y: Double, base: Double)]
  ) {
    let n = Double(rows.count)
    count = rows.count
    let brier = rows.reduce(0) { $0 + ($1.p - $1.y) * ($1.p - $1.y) } / n
    let reference =
      rows.reduce(0) { $0 + ($1.base - $1.y) * ($1.base - $1.y) } / n
    brierSkill = 1 - brier / reference
    let sorted = rows.sorted { $0.p < $1.p }
    var rankSum = 0.0
    var i = 0
    while i < sorted.count {
      var j = i
      while j + 1 < sorted.count, sorted[j + 1].p == sorted[i].p { j += 1 }
      let rank = Double(i + j) / 2 + 1
      for k in i...j { rankSum += rank * sorted[k].y }
      i = j + 1
    }
    let positive = rows.reduce(0) { $0 + $1.y }
    auc =
      (rankSum - positive * (positive + 1) / 2) / (positive * (n - positive))
    for g in 0..<10 {
      let part = sorted[
        (g * sorted.count / 10)..<((g + 1) * sorted.count / 10)]
      calibrationError += abs(part.reduce(0) { $0 + $1.p - $1.y }) / n
    }
  }
}

/// The default spec in the source tree.
let specFile = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "Models/specs/default.json")
