internal import Foundation

/// Sums over the tied events of one risk set, methods/cox.md (5) to (8).
///
/// With S₀ the risk of the set, D₀ that of its d events and w their mean
/// weight, the k-th of them faces S₀ − (k/d)·D₀ under Efron's rule and S₀ under
/// Breslow's.
struct CoxTieSums {
  /// Σ w·log of what each faces.
  var logRisk = 0.0
  /// Σ w / what each faces: the jump of the baseline hazard.
  var jump = 0.0
  /// The same for a tied row, whose own risk shrinks with k.
  var tiedJump = 0.0
  /// Σ w/(…)², Σ w(k/d)/(…)² and Σ w(k/d)²/(…)².
  var square = 0.0
  var squareTied = 0.0
  var squareTiedTied = 0.0

  init(
    risk: Double, tiedRisk: Double, events: Int, weight: Double, ties: CoxTies
  ) {
    let mean = weight / Double(events)
    guard ties == .efron, events > 1 else {
      logRisk = weight * log(risk)
      jump = weight / risk
      tiedJump = jump
      square = jump / risk
      return
    }
    for k in 0..<events {
      let share = Double(k) / Double(events)
      let faced = risk - share * tiedRisk
      let one = mean / faced
      logRisk += mean * log(faced)
      jump += one
      tiedJump += one * (1 - share)
      square += one / faced
      squareTied += one / faced * share
      squareTiedTied += one / faced * share * share
    }
  }
}
