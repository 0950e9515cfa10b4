import Foundation
import RiskNumerics

/// Derivatives of a Gompertz hazard e^{η + γt} in η and γ.
///
/// All follow from the moments Aₖ = ∫ uᵏ e^{γu} du over the time watched
/// (methods/gompertz.md (2) to (4)).
struct GompertzRows: RowLikelihood {
  let times: CensoredTimes

  var rowCount: Int { times.count }
  var shapeCount: Int { 1 }

  func differentiate(_ block: inout RowBlock, shapes: [Double]) {
    let shape = shapes[0]
    var sum = 0.0
    for k in 0..<block.count {
      let i = block.row(k)
      let weight = times.weight(i)
      let eta = block.linearPredictor[k]
      // A bound before the entry says no more than the entry.
      let low = max(times.lower[i], times.entry(i))
      var row = RowDerivatives()
      row.subtract(
        GompertzMoments(from: times.entry(i), through: low, shape: shape),
        rate: exp(eta))
      let high = times.upper[i]
      if high == times.lower[i] {
        row.addEvent(at: low, eta: eta, shape: shape)
      } else if high < .infinity {
        row.addInterval(
          GompertzMoments(from: low, through: high, shape: shape),
          rate: exp(eta))
      }
      sum += weight * row.value
      block.slope[k] = weight * row.slope
      block.curvature[k] = weight * row.curvature
      block.shapeSlope[k] = weight * row.shapeSlope
      block.shapeCurvature[k] = weight * row.shapeCurvature
      block.crossCurvature[k] = weight * row.crossCurvature
    }
    block.logLikelihood += sum
  }

  /// One row's log-likelihood and derivatives.
  private struct RowDerivatives {
    var value = 0.0
    var slope = 0.0
    var curvature = 0.0
    var shapeSlope = 0.0
    var shapeCurvature = 0.0
    var crossCurvature = 0.0

    /// −∫ h.
    mutating func subtract(_ a: GompertzMoments, rate: Double) {
      value -= rate * a.zeroth
      slope -= rate * a.zeroth
      curvature += rate * a.zeroth
      shapeSlope -= rate * a.first
      shapeCurvature += rate * a.second
      crossCurvature += rate * a.first
    }

    /// log h(t).
    mutating func addEvent(at time: Double, eta: Double, shape: Double) {
      value += eta + shape * time
      slope += 1
      shapeSlope += time
    }

    /// log(1 − e^{−D}), D = ∫ h over the interval.
    mutating func addInterval(_ a: GompertzMoments, rate: Double) {
      let hazard = rate * a.zeroth
      let along = rate * a.first
      let odds = 1 / expm1(hazard)
      let bend = -odds * (1 + odds)
      value += log(-expm1(-hazard))
      slope += odds * hazard
      curvature -= bend * hazard * hazard + odds * hazard
      shapeSlope += odds * along
      shapeCurvature -= bend * along * along + odds * rate * a.second
      crossCurvature -= bend * hazard * along + odds * along
    }
  }
}

/// ∫ uᵏ e^{γu} du over (from, through] for k = 0, 1, 2.
struct GompertzMoments {
  let zeroth: Double
  let first: Double
  let second: Double

  init(from a: Double, through b: Double, shape: Double) {
    let length = max(b - a, 0)
    let unit = Self.unitMoments(shape * length)
    let start = exp(shape * a)
    let b0 = start * length * unit.0
    let b1 = start * length * length * unit.1
    let b2 = start * length * length * length * unit.2
    zeroth = b0
    first = a * b0 + b1
    second = a * a * b0 + 2 * a * b1 + b2
  }

  /// ∫₀¹ vᵏ e^{xv} dv: by parts, or by its series Σ xʲ/(j!(j+k+1)) where the
  /// differences would cancel.
  private static func unitMoments(
    _ x: Double
  ) -> (Double, Double, Double) {
    guard abs(x) < 1 else {
      let zeroth = expm1(x) / x
      let first = (exp(x) - zeroth) / x
      return (zeroth, first, (exp(x) - 2 * first) / x)
    }
    var sums = (0.0, 0.0, 0.0)
    var term = 1.0
    // 1/20! is below the last bit.
    for j in 0..<20 {
      let n = Double(j)
      sums.0 += term / (n + 1)
      sums.1 += term / (n + 2)
      sums.2 += term / (n + 3)
      term *= x / (n + 1)
    }
    return sums
  }
}
