import Foundation
import RiskDomain
import RiskModels
import RiskTestSupport
import Testing

/// The folder of published reference values, beside the real samples.
private let referenceFolder = ProcessInfo.processInfo
  .environment["RISKCTL_REAL_DATA"].map {
    URL(filePath: $0).deletingLastPathComponent()
      .appending(path: "reference").path
  }

/// Product-limit curves against R 4.2.2, survival 3.5.3: `survfit(Surv(time,
/// event) ~ 1)` and `survfit(Surv(entry, time, event) ~ 1)` on the lung data.
///
/// 1e-12: both sides multiply the same rational factors.
@Suite(
  .enabled(
    if: referenceFolder.map(FileManager.default.fileExists) ?? false,
    "RISKCTL_REAL_DATA is not set: reference values are skipped"))
struct KaplanMeierGoldenTests {
  private struct Curve: Decodable {
    var time, surv, n_risk, n_event, cumhaz_nelson_aalen: [Double]
  }

  /// Columns of a comma-separated reference table by name.
  private func table(_ name: String) throws -> [[String: Double]] {
    let folder = try #require(referenceFolder)
    let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    let lines = text.split(separator: "\n")
    let names = try #require(lines.first).split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
      Dictionary(
        uniqueKeysWithValues: zip(
          names, line.split(separator: ",").map { Double($0) ?? .nan }))
    }
  }

  private func curve(_ file: String, key: String) throws -> Curve {
    let folder = try #require(referenceFolder)
    let bytes = try Data(contentsOf: URL(filePath: folder + "/" + file))
    let object = try #require(
      JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    return try JSONDecoder().decode(
      Curve.self,
      from: JSONSerialization.data(
        withJSONObject: try #require(object[key])))
  }

  @Test(arguments: [
    ("lung.csv", "lung.json", "km_log"),
    ("lung_lefttrunc.csv", "lung_lefttrunc.json", "km"),
  ])
  func curves(input: String, reference: String, key: String) throws {
    let rows = try table(input)
    let ours = KaplanMeier(
      try rows.map { row in
        (
          AgeInterval(
            after: row["entry"] ?? 0, through: try #require(row["time"])),
          row["event"] == 1
        )
      })
    let theirs = try curve(reference, key: key)
    let events = theirs.time.indices.filter { theirs.n_event[$0] > 0 }
    #expect(ours.steps.count == events.count)
    for (step, i) in zip(ours.steps, events) {
      #expect(step.age == theirs.time[i])
      #expect(step.atRisk == theirs.n_risk[i])
      expectRelative(step.survival, theirs.surv[i], relative: 1e-12)
      expectRelative(
        step.cumulativeHazard, theirs.cumhaz_nelson_aalen[i], relative: 1e-12)
    }
  }
}
