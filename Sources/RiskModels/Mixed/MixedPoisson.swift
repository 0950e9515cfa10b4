import RiskNumerics

/// Poisson counts with a level, and perhaps a slope, of each of many pools.
///
/// events ~ Poisson(exposure · e^η), η = xβ + u_p + t v_p: q dense columns x
/// that few codes stand for, penalised or not, and Gaussian pool effects u (and
/// v) that never enter the dense block. Coefficients maximise the penalised
/// likelihood, strengths of penalties and variances of pools its restricted
/// form, as in `PenalizedPoisson`, at O(n + P q²) a pass
/// (methods/mixed-poisson.md (1) to (18)).
public struct MixedPoisson: Sendable {
  /// How far a fit goes.
  public struct Options: Sendable {
    /// Remaining distance of the log λ to the maximum of the restricted
    /// likelihood, in their standard errors, at which the search ends.
    public var smoothingTolerance = 0.02
    /// Evaluations of the restricted likelihood before giving up.
    public var maximumEvaluations = 100

    public init() {}
  }

  public let cells: PoolCells
  public let cellEffects: [CodedEffect]
  public let poolEffects: [CodedEffect]
  public let tilt: PoolTilt?
  /// Precision 1/σ² of the pools' levels where it is given; nil = estimated.
  public let levelPrecision: Double?
  public var options = Options()
  let layout: MixedLayout
  let sums: MixedSums

  /// A model of given cells.
  ///
  /// The intercept is added; `CodedEffect.levels` leave their first code out.
  ///
  /// - Throws: `invalidSpec` for effects that do not fit the codes;
  ///   `separated` with the effect of a fixed level that saw time at risk and
  ///   no event.
  public init(
    _ cells: PoolCells, cellEffects: [CodedEffect],
    poolEffects: [CodedEffect] = [], tilt: PoolTilt? = nil,
    levelPrecision: Double? = nil
  ) throws(FitError) {
    try Self.check(
      cells, cellEffects: cellEffects, poolEffects: poolEffects, tilt: tilt,
      levelPrecision: levelPrecision)
    self.cells = cells
    self.cellEffects = cellEffects
    self.poolEffects = poolEffects
    self.tilt = tilt
    self.levelPrecision = levelPrecision
    layout = MixedLayout(
      cells: cells, cellEffects: cellEffects, poolEffects: poolEffects)
    sums = MixedSums(
      cells: cells, layout: layout, cellEffects: cellEffects,
      poolEffects: poolEffects, tilt: tilt)
    try refuseSeparation()
  }

  /// Estimates coefficients, pool effects and the strengths not given.
  ///
  /// - Parameter start: where an earlier fit ended, its pools in the order of
  ///   these cells; nil = cold.
  /// - Throws: `notConverged`; `separated` with the columns along which the
  ///   likelihood rises for ever; `invalidSpec` for a start of another model.
  public func fit(
    from start: MixedPoissonFit.Start? = nil
  ) throws(FitError) -> MixedPoissonFit {
    var search = try MixedSmoothingSearch(self, start: start)
    return try search.run()
  }

  /// Pool effects of one pool: its level, and its slope where there is a tilt.
  var componentCount: Int { tilt == nil ? 1 : 2 }

  private static func check(
    _ cells: PoolCells, cellEffects: [CodedEffect],
    poolEffects: [CodedEffect], tilt: PoolTilt?, levelPrecision: Double?
  ) throws(FitError) {
    func refuse(_ message: String, _ hint: String) -> FitError {
      FitError(code: .invalidSpec, message: message, hint: hint)
    }
    guard cells.cellCodes.count == cellEffects.count,
      cells.poolCodes.count == poolEffects.count
    else {
      throw refuse(
        "\(cellEffects.count) and \(poolEffects.count) effects for "
          + "\(cells.cellCodes.count) and \(cells.poolCodes.count) columns of "
          + "codes.", "Give one effect for each column of codes.")
    }
    for (effect, codes) in zip(
      cellEffects + poolEffects, cells.cellCodes + cells.poolCodes)
    {
      let largest = Int(codes.max() ?? 0)
      guard largest < effect.basis.rows else {
        throw refuse(
          "Code \(largest) of \(effect.name), which has \(effect.basis.rows).",
          "Number its codes from 0 and give the basis a row for each.")
      }
      guard effect.basis.elements.allSatisfy(\.isFinite),
        effect.penalty?.matrix.elements.allSatisfy(\.isFinite) ?? true
      else {
        throw refuse(
          "The basis or penalty of \(effect.name) holds a number that is not "
            + "finite.", "Look at its knots and values.")
      }
    }
    // Two codes together index a table of that many doubles.
    let sizes = cellEffects.map(\.basis.rows).sorted(by: >)
    guard sizes.count < 2 || sizes[0] * sizes[1] <= 1 << 22 else {
      throw refuse(
        "Two effects of \(sizes[0]) and \(sizes[1]) codes.",
        "Bin one of them more coarsely: the product may be four million.")
    }
    if let tilt {
      guard cellEffects.indices.contains(tilt.effect),
        tilt.values.count == cellEffects[tilt.effect].basis.rows,
        tilt.values.allSatisfy(\.isFinite)
      else {
        throw refuse(
          "\(tilt.values.count) values of the tilt along effect "
            + "\(tilt.effect).", "Give one finite value for each of its codes.")
      }
    }
    let given =
      (cellEffects + poolEffects).compactMap { $0.penalty?.smoothing }
      + [levelPrecision, tilt?.precision].compactMap { $0 }
    guard given.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw refuse(
        "A given smoothing or precision is not above 0: \(given).",
        "Leave it nil to have it estimated.")
    }
  }

  /// Fixed columns of one sign that saw time at risk but no event.
  private func refuseSeparation() throws(FitError) {
    let held = Set(layout.terms.flatMap(\.columns))
    let empty = layout.names.indices.filter { j in
      !held.contains(j) && sums.isOneSigned[j] && sums.events[j] == 0
        && sums.exposure[j] != 0
    }
    guard empty.isEmpty else {
      let names = empty.map { layout.names[$0] }.joined(separator: ", ")
      throw FitError(
        code: .separated, message: "No event at \(names).",
        hint: "Merge it with a neighbour, or give the effect a penalty.")
    }
  }
}
