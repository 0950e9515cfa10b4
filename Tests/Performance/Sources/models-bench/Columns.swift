import Foundation
import RiskNumerics

/// A seeded table of lives, written as raw doubles that every peer can read.
struct Columns {
  var time: [Double] = []
  var event: [Double] = []
  /// rows × columns, row by row.
  var covariates: [Double] = []

  /// Exponential lives with a tenth of a unit of log hazard a covariate, about
  /// half of them censored.
  ///
  /// - Parameter distinctTimes: rounds times up to about that many values; nil
  ///   keeps them all distinct.
  init(rows: Int, columns: Int, distinctTimes: Int?, seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    covariates.reserveCapacity(rows * columns)
    for _ in 0..<rows {
      var eta = 0.0
      for j in 0..<columns {
        let x = normalSample(using: &rng)
        covariates.append(x)
        eta += x * (j % 2 == 0 ? 0.1 : -0.1)
      }
      let life = exponentialSample(rate: exp(eta), using: &rng)
      let watched = exponentialSample(rate: 1, using: &rng)
      var t = min(life, watched)
      if let distinctTimes {
        // Few of the lives pass 6.5: the grid ends there.
        let step = 6.5 / Double(distinctTimes)
        t = min((t / step).rounded(.up), Double(distinctTimes)) * step
      }
      time.append(t)
      event.append(life <= watched ? 1 : 0)
    }
  }

  /// Reads what `write` wrote.
  init(folder: String, withCovariates: Bool = true) throws {
    time = try Self.read(folder + "/time.f64")
    event = try Self.read(folder + "/event.f64")
    guard withCovariates else { return }
    covariates = try Self.read(folder + "/covariates.f64")
  }

  /// The covariates, given up.
  mutating func takeCovariates() -> [Double] {
    let taken = covariates
    covariates = []
    return taken
  }

  func write(folder: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    for (name, values) in [
      ("time", time), ("event", event), ("covariates", covariates),
    ] {
      let data = values.withUnsafeBytes { Data($0) }
      try data.write(to: URL(filePath: "\(folder)/\(name).f64"))
    }
  }

  private static func read(_ path: String) throws -> [Double] {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    let bytes = Int(try file.seekToEnd())
    try file.seek(toOffset: 0)
    var values: [Double] = []
    values.reserveCapacity(bytes / 8)
    // In pieces: a second copy of the file would count as memory of the fit.
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      piece.withUnsafeBytes { raw in
        values.append(contentsOf: raw.bindMemory(to: Double.self))
      }
    }
    return values
  }
}
