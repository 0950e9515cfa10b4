import Foundation
import RiskNumerics

/// Proportional hazards over a baseline that is constant between cuts.
///
/// The time watched is split at the cuts; its pieces are Poisson counts with
/// the time in the piece as exposure, which is exactly the likelihood of the
/// times (Holford 1980, doi:10.2307/2529982; methods/poisson-glm.md (6)).
public struct PiecewiseExponentialRegression: Sendable {
  /// Ends of all pieces but the last, ascending.
  public let cuts: [Double]
  /// Rows after splitting.
  public var splitRowCount: Int { regression.table.rowCount }
  public let regression: PoissonRegression

  /// Splits exact and right-censored times at cuts.
  ///
  /// - Parameter cuts: > 0, ascending, in the unit of the times.
  /// - Throws: `invalidSpec` for cuts out of order; `invalidData` for counts
  ///   that differ or a time that is known only by an interval; `noEvents`
  ///   with the piece that nothing happened in: its rate has no maximum.
  public init(
    _ table: CovariateTable, times: CensoredTimes, cuts: [Double]
  ) throws(FitError) {
    try times.check(against: table)
    guard zip([0] + cuts, cuts).allSatisfy({ $0 < $1 && $1.isFinite }) else {
      throw FitError(
        code: .invalidSpec,
        message: "Cuts \(cuts) do not ascend from above 0.",
        hint: "Give positive cuts in ascending order.")
    }
    self.cuts = cuts
    var split = SplitRows(pieceCount: cuts.count + 1)
    for i in 0..<times.count where times.weight(i) > 0 {
      let through = times.lower[i]
      let isEvent = times.upper[i] == through
      guard isEvent || times.upper[i] == .infinity else {
        throw FitError(
          code: .invalidData,
          message: "Row \(i + 1) is known only between \(through) and "
            + "\(times.upper[i]).",
          hint: "Piecewise rates take exact and right-censored times: use "
            + "another family.")
      }
      split.add(
        row: i, from: times.entry(i), through: through, isEvent: isEvent,
        weight: times.weight(i), cuts: cuts)
    }
    let names = Self.pieceNames(cuts)
    if let empty = split.events.firstIndex(of: 0) {
      throw FitError(
        code: .noEvents,
        message: "No event in piece \(names[empty]).",
        hint: "Move or drop a cut so that every piece holds an event.")
    }
    regression = try PoissonRegression(
      CovariateTable(
        names: names + table.names,
        elements: split.elements(of: table), rowCount: split.rows.count,
        hasIntercept: false),
      events: split.isEvent, exposure: split.exposure,
      weights: times.weights.isEmpty ? [] : split.weights)
  }

  /// Log-rates of the pieces, then coefficients.
  ///
  /// - Parameter ridge: θ ≥ 0 of the penalty θ/2·Σβ² on the covariates as
  ///   given, the rates left free; 0 = none.
  /// - Throws: as `PoissonRegression.fit`.
  public func fit(ridge: Double = 0) throws(FitError) -> RegressionFit {
    let slopeCount = regression.table.names.count - cuts.count - 1
    var fit = try regression.fit(
      ridge: ridge == 0
        ? []
        : Array(repeating: 0, count: cuts.count + 1)
          + Array(repeating: ridge, count: slopeCount))
    // Counts of 0 and 1 with the exposure in the mean: Σ d log E is no part
    // of the likelihood of the times.
    fit.logLikelihood -= regression.sumEventLogExposure()
    return fit
  }

  /// The fitted hazard for covariates in the order of the table.
  public func hazard(
    _ fit: RegressionFit, covariates x: [Double]
  ) -> PiecewiseHazard {
    let pieces = cuts.count + 1
    let estimates = fit.estimates
    precondition(
      estimates.count == pieces + x.count,
      "\(x.count) covariates for \(estimates.count - pieces) coefficients")
    let shift = zip(estimates.dropFirst(pieces), x).reduce(0) {
      $0 + $1.0 * $1.1
    }
    return PiecewiseHazard(
      cutsHours: [0] + cuts,
      ratesPerHour: estimates.prefix(pieces).map { exp($0 + shift) })
  }

  private static func pieceNames(_ cuts: [Double]) -> [String] {
    let edges = [0] + cuts
    return edges.indices.map { k in
      k < cuts.count
        ? "(\(edges[k]), \(cuts[k])]" : "above \(edges[k])"
    }
  }
}

/// Watched times cut into pieces.
private struct SplitRows {
  var rows: [Int] = []
  var pieces: [Int] = []
  var exposure: [Double] = []
  var isEvent: [Double] = []
  var weights: [Double] = []
  /// Weighted events of each piece.
  var events: [Double]

  init(pieceCount: Int) { events = Array(repeating: 0, count: pieceCount) }

  mutating func add(
    row: Int, from start: Double, through end: Double, isEvent ends: Bool,
    weight: Double, cuts: [Double]
  ) {
    var from = start
    for piece in 0...cuts.count {
      let edge = piece < cuts.count ? cuts[piece] : .infinity
      if edge <= from { continue }
      let until = min(edge, end)
      if until > from {
        let isLast = end <= edge
        rows.append(row)
        pieces.append(piece)
        exposure.append(until - from)
        isEvent.append(isLast && ends ? 1 : 0)
        weights.append(weight)
        if isLast, ends { events[piece] += weight }
      }
      if end <= edge { return }
      from = edge
    }
  }

  /// Indicators of the pieces and the covariates of the row each came from.
  func elements(of table: CovariateTable) -> [Double] {
    let width = events.count + table.names.count
    var result: [Double] = []
    result.reserveCapacity(rows.count * width)
    for (row, piece) in zip(rows, pieces) {
      for k in events.indices { result.append(k == piece ? 1 : 0) }
      result.append(contentsOf: table.covariates(ofRow: row))
    }
    return result
  }
}
