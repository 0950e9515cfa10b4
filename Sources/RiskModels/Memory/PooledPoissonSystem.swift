import Foundation
import RiskNumerics

extension PooledPoisson {
  /// Newton's equations at one point, the pools eliminated.
  ///
  /// [A Bᵀ; B D] with D the pools' 2 × 2 blocks: S = A − Σ BₚᵀDₚ⁻¹Bₚ.
  struct System {
    /// S with the penalty, q × q.
    private var schur: Matrix
    private var gradient: [Double]
    private var poolGradients: [(level: Double, slope: Double)] = []
    /// Dₚ⁻¹ as [level², level·slope, slope²], and Dₚ⁻¹Bₚ, 2 × q.
    private(set) var inverses: [[Double]] = []
    private(set) var couplings: [[Double]] = []

    private static let blockRows = 2048

    init(
      _ model: PooledPoisson, _ coefficients: [Double],
      _ effects: [PoolEffect], _ penalty: Penalty
    ) {
      let q = model.columnCount
      schur = Matrix(rows: q, columns: q)
      gradient = zip(penalty.columns, coefficients).map { -$0 * $1 }
      var block: [Double] = []
      block.reserveCapacity(Self.blockRows * q)
      var filled = 0
      for p in model.pools.indices {
        let effect = effects[p]
        var coupling = Array(repeating: 0.0, count: 2 * q)
        var d = (penalty.level, 0.0, penalty.slope)
        var g = (
          -penalty.level * effect.level, -penalty.slope * effect.slope
        )
        for i in model.pools[p] {
          let mean =
            model.exposure[i] * exp(model.linear(i, coefficients, effect))
          let residual = model.events[i] - mean
          let z = model.slope[i]
          let root = mean.squareRoot()
          let first = i * q
          for j in 0..<q {
            let value = model.x[first + j]
            gradient[j] += residual * value
            coupling[j] += mean * value
            coupling[q + j] += mean * z * value
            block.append(root * value)
          }
          d = (d.0 + mean, d.1 + mean * z, d.2 + mean * z * z)
          g = (g.0 + residual, g.1 + residual * z)
          filled += 1
          if filled == Self.blockRows {
            schur.addGram(ofRows: filled, in: block)
            block.removeAll(keepingCapacity: true)
            filled = 0
          }
        }
        poolGradients.append(g)
        let determinant = d.0 * d.2 - d.1 * d.1
        inverses.append([
          d.2 / determinant, -d.1 / determinant, d.0 / determinant,
        ])
        couplings.append(coupling)
      }
      if filled > 0 { schur.addGram(ofRows: filled, in: block) }
      eliminate(q)
      for j in 0..<q { schur[j, j] += penalty.columns[j] }
    }

    /// Takes the pools' part out of A and turns couplings into Dₚ⁻¹Bₚ.
    private mutating func eliminate(_ q: Int) {
      for p in couplings.indices {
        let b = couplings[p]
        let v = inverses[p]
        var solved = b
        for j in 0..<q {
          solved[j] = v[0] * b[j] + v[1] * b[q + j]
          solved[q + j] = v[1] * b[j] + v[2] * b[q + j]
        }
        for i in 0..<q {
          for j in i..<q {
            schur[i, j] -= b[i] * solved[j] + b[q + i] * solved[q + j]
          }
        }
        couplings[p] = solved
      }
    }

    /// nil when the matrix is not positive definite even with some ridge.
    var factor: Cholesky? {
      if let factor = Cholesky(schur) { return factor }
      let size = (0..<schur.rows).reduce(0) { $0 + abs(schur[$1, $1]) }
      var jitter = 1e-8 * size / Double(schur.rows)
      for _ in 0..<20 {
        var ridged = schur
        for j in 0..<schur.rows { ridged[j, j] += jitter }
        if let factor = Cholesky(ridged) { return factor }
        jitter *= 10
      }
      return nil
    }

    /// Newton's step and half of gᵀH⁻¹g.
    func step(
      _ factor: Cholesky, _ effects: [PoolEffect]
    ) -> (
      coefficients: [Double], levels: [Double], slopes: [Double],
      decrement: Double
    ) {
      let q = gradient.count
      var reduced = gradient
      for p in couplings.indices {
        let g = poolGradients[p]
        for j in 0..<q {
          reduced[j] -=
            couplings[p][j] * g.level + couplings[p][q + j] * g.slope
        }
      }
      let shared = factor.solve(reduced)
      var levels: [Double] = []
      var slopes: [Double] = []
      var decrement = zip(shared, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      for p in couplings.indices {
        let g = poolGradients[p]
        let v = inverses[p]
        var level = v[0] * g.level + v[1] * g.slope
        var slope = v[1] * g.level + v[2] * g.slope
        for j in 0..<q {
          level -= couplings[p][j] * shared[j]
          slope -= couplings[p][q + j] * shared[j]
        }
        levels.append(level)
        slopes.append(slope)
        decrement += level * g.level + slope * g.slope
      }
      return (shared, levels, slopes, decrement / 2)
    }
  }
}
