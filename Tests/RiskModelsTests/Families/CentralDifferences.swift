import RiskNumerics
import Testing

/// Expects the gradient and the information at a point to be the central
/// differences of the value and the gradient.
func expectCentralDifferences(
  at x: [Double], _ what: String, _ evaluate: ([Double]) -> NewtonPoint
) {
  let here = evaluate(x)
  let scale = here.information.elements.reduce(1) { max($0, abs($1)) }
  for j in x.indices {
    // Cube root of the rounding of a double: the best central step.
    let step = 6e-6 * max(1, abs(x[j]))
    var (up, down) = (x, x)
    up[j] += step
    down[j] -= step
    let (above, below) = (evaluate(up), evaluate(down))
    let slope = (above.value - below.value) / (2 * step)
    #expect(
      abs(slope - here.gradient[j]) <= 1e-6 * scale,
      "\(what): gradient \(j), \(here.gradient[j]) against \(slope)")
    for i in 0...j {
      let bend = -(above.gradient[i] - below.gradient[i]) / (2 * step)
      #expect(
        abs(bend - here.information[i, j]) <= 1e-6 * scale,
        "\(what): information \(i), \(j)")
    }
  }
}
