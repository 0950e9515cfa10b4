import RiskDecision
import RiskDomain

/// The start curve, thinned to what a page holds, in the user's zone.
struct StartTable {
  /// Starts shown at most; the first, the last and the cheapest are among them.
  static let mostRows = 8

  let table: TextTable
  let isEmpty: Bool

  init(_ advice: Recommendation) {
    let curve = advice.startCurve
    isEmpty = curve.isEmpty
    var table = TextTable([
      ("start", .left), ("mean", .right), ("deadline", .right),
      ("cheaper than first", .right), ("", .left),
    ])
    let step = max((curve.count + Self.mostRows - 2) / (Self.mostRows - 1), 1)
    let cheapest = curve.indices.min {
      (curve[$0].meanUSD, $0) < (curve[$1].meanUSD, $1)
    }
    for (index, point) in curve.enumerated()
    where index % step == 0 || index == curve.count - 1 || index == cheapest {
      table.add([
        point.startLocal ?? point.start.rfc3339, NumberText.usd(point.meanUSD),
        NumberText.percent(point.meetDeadline, 1),
        index == 0 ? "" : NumberText.percent(point.cheaperThanFirst, 1),
        point.start == advice.chosen?.start
          ? "chosen" : index == cheapest ? "least" : "",
      ])
    }
    self.table = table
  }
}
