import RiskModels
import RiskNumerics
import RiskTestSupport
import Testing

/// A reference data set with right-censored times: the names of its columns.
struct ReferenceSample: CustomStringConvertible, Sendable {
  let name: String
  let time: String
  let event: String
  var entry: String?
  let covariates: [String]

  var description: String { name }

  static let rossi = ReferenceSample(
    name: "rossi", time: "week", event: "arrest",
    covariates: ["fin", "age", "race", "wexp", "mar", "paro", "prio"])
  static let lung = ReferenceSample(
    name: "lung", time: "time", event: "event",
    covariates: ["age", "sex", "ph_ecog", "wt_loss"])
  static let veteran = ReferenceSample(
    name: "veteran", time: "time", event: "event",
    covariates: [
      "trt", "karno", "diagtime", "age", "prior", "sq", "sc", "ad",
    ])
  static let ovarian = ReferenceSample(
    name: "ovarian", time: "time", event: "event",
    covariates: ["age", "resid_ds", "rx", "ecog_ps"])
  static let heart = ReferenceSample(
    name: "heart_startstop", time: "stop", event: "event", entry: "start",
    covariates: ["age", "year", "surgery", "transplant"])
  static let delayedLung = ReferenceSample(
    name: "lung_lefttrunc", time: "time", event: "event", entry: "entry",
    covariates: ["age", "sex", "ph_ecog"])

  static let rightCensored = [rossi, lung, veteran, ovarian]

  func table() throws -> ReferenceTable { try ReferenceTable(name + ".csv") }

  func document() throws -> ReferenceNode { try ReferenceNode(name + ".json") }

  /// The rows, with strata from a column.
  func sample(strata: String? = nil) throws -> SurvivalSample {
    let table = try table()
    return try SurvivalSample(
      time: table[time], isEvent: table[event].map { $0 == 1 },
      entry: entry.map { try table[$0] },
      stratum: strata.map { try table[$0].map { Int($0) } })
  }

  /// The columns of the given names.
  func matrix(_ names: [String]) throws -> Matrix {
    let table = try table()
    let columns = try names.map { try table[$0] }
    return Matrix(
      rows: table.rowCount, columns: names.count,
      elements: (0..<table.rowCount).flatMap { row in columns.map { $0[row] } })
  }
}
