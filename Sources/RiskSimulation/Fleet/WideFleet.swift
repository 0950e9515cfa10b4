public import RiskDomain

import RiskNumerics

/// A hundred thousand pools, told by files that are written as they come.
///
/// Nothing but a few MiB of text is held at any time. Each pool hangs on the
/// seed and its own index alone, so that a smaller scale is a part of a larger
/// one, line by line, and any pool can be made without the others.
public struct WideFleet: Hashable, Sendable {
  /// Name on the command line.
  public static let name = "fleet"
  /// Pools at scale 1.
  public static let poolsAtFullScale = FleetPool.count
  /// Pools that share a file.
  static let poolsPerPart = 2000
  /// Bytes after which a file's text is handed over.
  static let chunkBytes = 1 << 20

  /// A stretch of one file's bytes.
  public struct Chunk: Sendable {
    /// Path below the folder, with `/`.
    public var path: String
    public var bytes: [UInt8]
    /// Nothing more comes for this path.
    public var isLast: Bool
  }

  public let days: Int
  public let seed: UInt64
  public let start: UTCInstant
  /// Pools that are written, from index 0 on.
  public let poolCount: Int

  /// - Parameter scale: share of the hundred thousand pools, above 0 and at
  ///   most 1; at least one pool is written.
  public init(
    days: Int, seed: UInt64, scale: Double,
    start: UTCInstant = GPUMonth.defaultStart
  ) throws(GPUMonth.InvalidOption) {
    guard GPUMonth.dayLimits.contains(days) else {
      throw GPUMonth.InvalidOption(
        description: "--days \(days) is not between "
          + "\(GPUMonth.dayLimits.lowerBound) and "
          + "\(GPUMonth.dayLimits.upperBound).")
    }
    guard scale > 0, scale <= 1 else {
      throw GPUMonth.InvalidOption(
        description: "--scale \(scale) of the fleet is not above 0 and at "
          + "most 1: 1 are all \(Self.poolsAtFullScale) pools.")
    }
    self.days = days
    self.seed = seed
    self.start = start
    poolCount = max(
      1, Int((scale * Double(Self.poolsAtFullScale)).rounded()))
  }

  /// The first instant after the span.
  public var end: UTCInstant { start.adding(hours: 24 * Double(days)) }

  /// Hands over the files part by part.
  public func write(to sink: (Chunk) throws -> Void) throws {
    var bills = FleetBills(self)
    var truth = FleetFile(path: "truth.csv")
    truth.text.add(
      "pool,multiplierPerMillion,requests,failedRequests,interruptions,"
    )
    truth.text.add("instanceMilliseconds\n")
    for first in stride(from: 0, to: poolCount, by: Self.poolsPerPart) {
      var part = FleetPart(self, number: first / Self.poolsPerPart + 1)
      bills.begin(part: part.number)
      for index in first..<min(first + Self.poolsPerPart, poolCount) {
        try write(index, &part, &bills, &truth, to: sink)
      }
      try part.end(to: sink)
      try bills.endPart(to: sink)
    }
    try bills.writeManifests(to: sink)
    try truth.end(to: sink)
  }

  private func write(
    _ index: Int, _ part: inout FleetPart, _ bills: inout FleetBills,
    _ truth: inout FleetFile, to sink: (Chunk) throws -> Void
  ) throws {
    var pool = FleetPool(index: index, seed: seed)
    let prices = FleetPrices(&pool, from: start, until: end)
    part.add(prices, of: pool)
    var lives = FleetLives(pool, from: start, until: end)
    var (requests, failed, interruptions) = (0, 0, 0)
    var milliseconds: Int64 = 0
    while let life = lives.next(&pool.rng) {
      requests += 1
      if life.launchedAt == nil { failed += 1 }
      if life.exit == .interrupted { interruptions += 1 }
      milliseconds += life.milliseconds
      part.add(life, of: pool)
      bills.add(life, of: pool, prices)
      try part.flush(to: sink)
      try bills.flush(to: sink)
    }
    truth.text.add(pool.key)
    let numbers = [
      Int64(pool.multiplier * 1_000_000), Int64(requests), Int64(failed),
      Int64(interruptions), milliseconds,
    ]
    for number in numbers {
      truth.text.add(",")
      truth.text.add(number: number)
    }
    truth.text.add("\n")
    try truth.flush(to: sink)
  }
}

/// A file that grows by chunks.
struct FleetFile {
  let path: String
  var text = FleetBytes()

  init(path: String) { self.path = path }

  /// Hands over what has grown long.
  mutating func flush(
    to sink: (WideFleet.Chunk) throws -> Void
  ) throws {
    guard text.count >= WideFleet.chunkBytes else { return }
    try sink(
      WideFleet.Chunk(path: path, bytes: text.take(), isLast: false))
  }

  mutating func end(to sink: (WideFleet.Chunk) throws -> Void) throws {
    try sink(WideFleet.Chunk(path: path, bytes: text.take(), isLast: true))
  }
}
