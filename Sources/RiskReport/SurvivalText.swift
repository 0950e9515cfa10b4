import Foundation
import RiskDomain
import RiskModels

/// What `riskctl survival` found, as tables for a terminal.
public enum SurvivalText {
  /// Points of a curve that a table shows; JSON has them all.
  private static let shownPoints = 40

  /// The document as text.
  public static func text(_ document: SurvivalDocument) -> String {
    let outcome = document.outcome
    var text =
      "\(document.family): " + Counted.of(outcome.rowCount, "row") + ", "
      + Counted.of(outcome.eventCount, "event")
    if document.setAside > 0 {
      text += ", " + Counted.of(document.setAside, "row") + " set aside"
    }
    text += "\n"
    if let value = outcome.logLikelihood {
      text += "log-likelihood \(NumberText.fixed(value, 4))"
      if let null = outcome.logLikelihoodNull {
        text += " (\(NumberText.fixed(null, 4)) without covariates)"
      }
      text += ", \(outcome.iterations) iterations\n"
    }
    if let concordance = outcome.concordance {
      text += "concordance \(NumberText.fixed(concordance, 4))\n"
    }
    for part in [
      parameters(outcome), tests(outcome), outcome.curve.map(curve) ?? "",
    ] where !part.isEmpty {
      text += "\n" + part
    }
    if !outcome.notes.isEmpty {
      text += "\n" + outcome.notes.map { $0 + "\n" }.joined()
    }
    return text
  }

  private static func parameters(_ outcome: SurvivalOutcome) -> String {
    guard !outcome.parameters.isEmpty else { return "" }
    let isRobust = outcome.parameters.contains {
      $0.robustStandardError != nil
    }
    let isRatio = outcome.parameters.allSatisfy {
      $0.unit == "log hazard ratio"
    }
    var columns: [(String, TextTable.Alignment)] = [
      ("parameter", .left), ("estimate", .right),
    ]
    if isRatio { columns.append(("exp", .right)) }
    columns.append(("se", .right))
    if isRobust { columns.append(("robust se", .right)) }
    columns += [("z", .right), ("p", .right)]
    var table = TextTable(columns)
    for parameter in outcome.parameters {
      let error = parameter.robustStandardError ?? parameter.standardError
      let z = error.flatMap { $0 > 0 ? parameter.estimate / $0 : nil }
      var cells = [parameter.name, significant(parameter.estimate)]
      if isRatio { cells.append(significant(exp(parameter.estimate))) }
      cells.append(significant(parameter.standardError))
      if isRobust { cells.append(significant(parameter.robustStandardError)) }
      cells += [
        NumberText.fixed(z, 2),
        significant(z.map { erfc(abs($0) / 2.0.squareRoot()) }),
      ]
      table.add(cells)
    }
    return table.text
  }

  private static func tests(_ outcome: SurvivalOutcome) -> String {
    var table = TextTable([
      ("test", .left), ("chi-square", .right), ("df", .right), ("p", .right),
    ])
    for test in outcome.tests {
      table.add([
        test.name, NumberText.fixed(test.chiSquare, 3),
        String(test.degreesOfFreedom), significant(test.pValue),
      ])
    }
    return table.isEmpty ? "" : table.text
  }

  private static func curve(_ points: SurvivalPoints) -> String {
    let causes = points.incidence?.keys.sorted() ?? []
    var columns: [(String, TextTable.Alignment)] = []
    if points.stratum != nil { columns.append(("stratum", .left)) }
    columns += [
      ("time", .right), ("at risk", .right), ("events", .right),
      ("S", .right), ("se", .right), ("95 % low", .right), ("high", .right),
      ("H", .right),
    ]
    columns += causes.map { ("P(\($0))", .right) }
    var table = TextTable(columns)
    for k in points.time.indices.prefix(shownPoints) {
      var cells = points.stratum.map { [$0[k]] } ?? []
      cells += [
        significant(points.time[k], digits: 6),
        significant(points.atRisk[k], digits: 6),
        significant(points.events[k], digits: 6),
      ]
      cells += [
        points.survival[k], points.standardError[k], points.low[k],
        points.high[k], points.cumulativeHazard[k],
      ].map { NumberText.fixed($0, 4) }
      cells += causes.map { NumberText.fixed(points.incidence?[$0]?[k], 4) }
      table.add(cells)
    }
    let rest = points.time.count - shownPoints
    return table.text
      + (rest > 0
        ? Counted.of(rest, "more point") + ": --at names times, --json "
          + "gives all.\n" : "")
  }

  /// Significant digits; nil is `-`.
  private static func significant(_ value: Double?, digits: Int = 4) -> String {
    value.map { String(format: "%.\(digits)g", locale: nil, $0) } ?? "-"
  }
}
