/// How surges multiplied the hazards of a provider's regions, hour by hour.
struct SurgeHours {
  private static let binsPerHour = 3_600_000 / LossSeries.binMilliseconds

  private struct Region {
    var first: Int64
    var factors: [Double]
    var firstBin: Int64
    var smoother: WaveSmoother
  }
  private var regions: [String: Region] = [:]
  /// Of the surges that were seen around those of the long run.
  private(set) var relativeVariance = 0.0

  /// nil where no surges are told.
  ///
  /// - Parameter series: of the provider's regions.
  init?(_ model: WaveModel?, _ series: [LossSeries]) {
    guard let model, model.isTaken else { return nil }
    let own = series.filter { $0.provider == model.provider }
    let smoothed = own.map { WaveSmoother(model, $0) }
    let bins = smoothed.reduce(0) { $0 + $1.factors.count }
    guard bins > 0 else { return nil }
    // Surges move hazards around their mean over what was seen: the mean of the
    // model itself hangs on durations that few surges tell of.
    let level =
      smoothed.reduce(0) { $0 + $1.factors.reduce(0, +) } / Double(bins)
    relativeVariance = model.variance(
      ofMeanOverHours: Double(bins) * LossSeries.binHours)
    for (part, smoother) in zip(own, smoothed) {
      var sums: [Int64: (sum: Double, count: Int)] = [:]
      for (bin, factor) in smoother.factors.enumerated() {
        let hour = Self.hour(ofBin: part.firstBin + Int64(bin))
        let before = sums[hour] ?? (0, 0)
        sums[hour] = (before.sum + factor / level, before.count + 1)
      }
      let first = sums.keys.min() ?? 0
      regions[part.region] = Region(
        first: first,
        factors: (0..<Int64(sums.count)).map { offset in
          sums[first + offset].map { $0.sum / Double($0.count) } ?? 1
        }, firstBin: part.firstBin, smoother: smoother)
    }
  }

  /// Rounded down, before 1970 too.
  private static func hour(ofBin bin: Int64) -> Int64 {
    (bin - (bin % binsPerHour + binsPerHour) % binsPerHour) / binsPerHour
  }

  /// Mean factor in an hour since 1970; 1 where nothing was watched.
  func factor(_ region: String, hour: Int64) -> Double {
    guard let region = regions[region] else { return 1 }
    let index = hour - region.first
    return region.factors.indices.contains(Int(index))
      ? region.factors[Int(index)] : 1
  }

  /// Relative variance of what was expected, with the surges, in hours of a
  /// region: what is not known of when they were.
  func relativeVariance(
    _ region: String, expected: [Int64: Double]
  ) -> Double {
    guard let region = regions[region] else { return 0 }
    var bins = region.smoother.factors.map { _ in 0.0 }
    for (hour, amount) in expected {
      for part in 0..<Self.binsPerHour {
        let bin = hour * Self.binsPerHour + part - region.firstBin
        if bins.indices.contains(Int(bin)) {
          bins[Int(bin)] = amount / Double(Self.binsPerHour)
        }
      }
    }
    return region.smoother.relativeVariance(bins)
  }
}
