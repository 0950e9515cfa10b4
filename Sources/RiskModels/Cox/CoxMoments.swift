internal import RiskNumerics

/// The blocked pass that turns risks into gradient and information.
///
/// Works from the last time backwards, so that the first moment S₁ of each risk
/// set is a running sum. Holds the only pointers of the Cox fit.
struct CoxMoments {
  private let rows: Int
  private let p: Int
  /// √expected · x of a block of rows.
  private var scaled: [Double]
  /// Vectors of risk sets to subtract, and how many are filled.
  private var means: [Double]
  private var meanCount = 0
  /// S₁ of the risk set being read, and D₁ of its events.
  private var first: [Double]
  private var tied: [Double]

  init(columns: Int, rows: Int) {
    self.rows = rows
    p = columns
    scaled = Array(repeating: 0, count: rows * p)
    means = Array(repeating: 0, count: (rows + 2) * p)
    first = Array(repeating: 0, count: p)
    tied = first
  }

  /// Adds −Xᵀ·expected to the gradient and the information to its zeros.
  ///
  /// - Parameter likelihood: with its risks at hand; passed down rather than
  ///   held, so that no risk set counts references.
  mutating func add(
    _ likelihood: CoxPartialLikelihood, into point: inout NewtonPoint
  ) {
    let design = likelihood.design
    for s in 0..<design.strataCount {
      for j in 0..<p { first[j] = 0 }
      let start = design.strataStarts[s]
      var end = design.strataStarts[s + 1]
      var group = design.strataGroups[s + 1] - 1
      var late = (design.byEntry?[s].count ?? 0) - 1
      while end > start {
        let from = max(start, end - rows)
        addRows(
          likelihood, from, end, stratum: s, &group, &late, into: &point)
        end = from
      }
    }
    flush(into: &point)
  }

  private mutating func addRows(
    _ likelihood: CoxPartialLikelihood, _ from: Int, _ end: Int, stratum: Int,
    _ group: inout Int, _ late: inout Int, into point: inout NewtonPoint
  ) {
    let design = likelihood.design
    let p = p
    let lowest = design.strataGroups[stratum]
    design.covariates.withUnsafeElements { all in
      guard let x = all.baseAddress else { return }
      likelihood.risk.withUnsafeBufferPointer { risk in
        likelihood.expected.withUnsafeBufferPointer { expected in
          var upper = end
          // Rows between two risk sets enter S₁ together.
          while upper > from {
            let event =
              group >= lowest ? Int(design.groupStarts[group]) : -1
            let lower = max(from, event)
            first.withUnsafeMutableBufferPointer { sum in
              scaled.withUnsafeMutableBufferPointer { y in
                var i = upper
                while i > lower {
                  i -= 1
                  let r = risk[i]
                  let root = expected[i].squareRoot()
                  let row = x + i * p
                  let out = (i - from) * p
                  for j in 0..<p {
                    sum[j] += r * row[j]
                    y[out + j] = root * row[j]
                  }
                }
              }
            }
            upper = lower
            if lower == event {
              addRiskSet(
                likelihood, design, group, stratum, x, risk, &late,
                into: &point)
              group -= 1
            }
          }
          point.gradient.withUnsafeMutableBufferPointer { g in
            guard let g = g.baseAddress, let e = expected.baseAddress
            else { return }
            RowBlocks.addTransposeTimes(
              x + from * p, rows: end - from, columns: p, e + from, scale: -1,
              into: g)
          }
        }
      }
    }
    addGram(scaled, rows: end - from, scale: 1, into: &point)
  }

  /// Subtracts Σ w·x̄x̄ᵀ of one risk set.
  private mutating func addRiskSet(
    _ likelihood: CoxPartialLikelihood, _ design: CoxDesign, _ group: Int,
    _ stratum: Int, _ x: UnsafePointer<Double>,
    _ risk: UnsafeBufferPointer<Double>, _ late: inout Int,
    into point: inout NewtonPoint
  ) {
    if let byEntry = design.byEntry, let entries = design.entries {
      while late >= 0,
        entries[Int(byEntry[stratum][late])] >= design.groupTimes[group]
      {
        let i = Int(byEntry[stratum][late])
        for j in 0..<p { first[j] -= risk[i] * x[i * p + j] }
        late -= 1
      }
    }
    let sums = likelihood.sums(group)
    let q = likelihood.multipliers?[group] ?? 1
    let root = (q * sums.square).squareRoot()
    let base = meanCount * p
    guard sums.squareTied > 0 else {
      for j in 0..<p { means[base + j] = root * first[j] }
      meanCount += 1
      if meanCount >= rows { flush(into: &point) }
      return
    }
    // A·S₁S₁ᵀ − B·(S₁D₁ᵀ + D₁S₁ᵀ) + C·D₁D₁ᵀ as a sum of two squares.
    let start = Int(design.groupStarts[group])
    for j in 0..<p { tied[j] = 0 }
    for i in start..<(start + Int(design.groupEvents[group])) {
      for j in 0..<p { tied[j] += risk[i] * x[i * p + j] }
    }
    let lean = sums.squareTied / sums.square
    let rest =
      (max(0, sums.squareTiedTied - sums.squareTied * lean) * q).squareRoot()
    for j in 0..<p {
      means[base + j] = root * (first[j] - lean * tied[j])
      means[base + p + j] = rest * tied[j]
    }
    meanCount += 2
    if meanCount >= rows { flush(into: &point) }
  }

  private mutating func flush(into point: inout NewtonPoint) {
    addGram(means, rows: meanCount, scale: -1, into: &point)
    meanCount = 0
  }

  private func addGram(
    _ block: [Double], rows: Int, scale: Double, into point: inout NewtonPoint
  ) {
    block.withUnsafeBufferPointer { b in
      point.information.withUnsafeMutableElements { c in
        guard let b = b.baseAddress, let c = c.baseAddress else { return }
        RowBlocks.addGram(b, rows: rows, columns: p, scale: scale, into: c)
      }
    }
  }
}
