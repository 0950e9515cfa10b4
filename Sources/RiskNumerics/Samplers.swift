import Foundation

/// A number uniform on the open interval (0, 1), 53 bits.
public func uniformSample(
  using rng: inout some RandomNumberGenerator
) -> Double {
  (Double(rng.next() >> 11) + 0.5) * 0x1p-53
}

/// A standard normal number, by inversion: one uniform number each.
public func normalSample(
  using rng: inout some RandomNumberGenerator
) -> Double {
  normalQuantile(uniformSample(using: &rng))
}

/// An exponential number with the given rate.
public func exponentialSample(
  rate: Double, using rng: inout some RandomNumberGenerator
) -> Double {
  -log(uniformSample(using: &rng)) / rate
}

/// A gamma number with mean shape / rate.
///
/// Marsaglia and Tsang, "A simple method for generating gamma variables",
/// 2000, doi:10.1145/358407.358414; shapes below 1 by their power trick.
public func gammaSample(
  shape: Double, rate: Double = 1,
  using rng: inout some RandomNumberGenerator
) -> Double {
  precondition(
    shape > 0 && rate > 0, "gamma with shape \(shape) and rate \(rate)")
  if shape < 1 {
    let boost = log(uniformSample(using: &rng)) / shape
    return gammaSample(shape: shape + 1, rate: rate, using: &rng) * exp(boost)
  }
  let d = shape - 1.0 / 3
  let c = 1 / (9 * d).squareRoot()
  while true {
    let x = normalSample(using: &rng)
    let root = 1 + c * x
    if root <= 0 { continue }
    let v = root * root * root
    let u = uniformSample(using: &rng)
    if log(u) < 0.5 * x * x + d - d * v + d * log(v) { return d * v / rate }
  }
}

/// A Poisson count with the given mean.
///
/// Large means are halved by the gamma waiting time of their middle event
/// (Ahrens and Dieter 1974), small ones count exponential gaps.
public func poissonSample(
  mean: Double, using rng: inout some RandomNumberGenerator
) -> Int {
  precondition(mean >= 0 && mean.isFinite, "Poisson with mean \(mean)")
  var rest = mean
  var count = 0
  while rest > 30 {
    let m = Int(rest * 7 / 8)
    let waiting = gammaSample(shape: Double(m), using: &rng)
    if waiting > rest {
      // The m-th event lies past the end: the m − 1 before it are uniform.
      let share = rest / waiting
      return count
        + (0..<(m - 1)).count { _ in uniformSample(using: &rng) < share }
    }
    count += m
    rest -= waiting
  }
  var sum = exponentialSample(rate: 1, using: &rng)
  while sum <= rest {
    count += 1
    sum += exponentialSample(rate: 1, using: &rng)
  }
  return count
}
