import RiskDomain
import Testing

@testable import RiskSimulation

struct WideFleetTests {
  /// Files by path, put together from their chunks.
  private func files(_ fleet: WideFleet) throws -> [String: String] {
    var bytes: [String: [UInt8]] = [:]
    var ended: Set<String> = []
    try fleet.write { chunk in
      #expect(!ended.contains(chunk.path))
      bytes[chunk.path, default: []] += chunk.bytes
      if chunk.isLast { ended.insert(chunk.path) }
    }
    #expect(ended == Set(bytes.keys))
    return bytes.mapValues { String(decoding: $0, as: UTF8.self) }
  }

  private func lines(_ files: [String: String]) -> [String: [Substring]] {
    files.filter { !$0.key.hasSuffix("json") }
      .mapValues { $0.split(separator: "\n") }
  }

  // 0.0002 of 100,000 are 20 pools, of which the first 10 are those of half
  // the scale.
  @Test func aSmallerScaleIsTheBeginningOfALargerOne() throws {
    let small = lines(
      try files(WideFleet(days: 20, seed: 3, scale: 0.0001)))
    let large = lines(
      try files(WideFleet(days: 20, seed: 3, scale: 0.0002)))
    #expect(small["truth.csv"]?.count == 11)
    #expect(large["truth.csv"]?.count == 21)
    for (path, lines) in small {
      #expect(large[path].map { Array($0.prefix(lines.count)) } == lines)
    }
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherOneOthers() throws {
    let first = try files(WideFleet(days: 5, seed: 1, scale: 0.0001))
    #expect(
      try files(WideFleet(days: 5, seed: 1, scale: 0.0001)) == first)
    #expect(
      try files(WideFleet(days: 5, seed: 2, scale: 0.0001)) != first)
  }

  // Three prices a day: 20 pools × 10 days × 3 = 600, each another than the
  // one before.
  @Test func pricesAreChanges() throws {
    let files = try files(WideFleet(days: 10, seed: 4, scale: 0.0002))
    let rows = try #require(files["aws/spot-prices/prices-00001.txt"])
      .split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(rows.count == 600)
    for (row, next) in zip(rows, rows.dropFirst())
    where row[1...2] == next[1...2] {
      #expect(row[4] != next[4])
      #expect(row[5] < next[5])
    }
  }

  // What is billed is what was lived: of each instance the hours of its lines,
  // ten decimals each, sum to the truth within half a unit of the last.
  @Test func billsAndLaunchesTellTheTruth() throws {
    let files = try files(WideFleet(days: 40, seed: 5, scale: 0.0002))
    var milliseconds = 0.0
    var hours = 0.0
    var requests = 0
    for row in try #require(files["truth.csv"]).split(separator: "\n")
      .dropFirst().map({ $0.split(separator: ",") })
    {
      requests += try #require(Int(row[2]))
      milliseconds += try #require(Double(row[5]))
    }
    for (path, text) in files where path.contains("/fleet-0") {
      for row in MonthFolder.rows(text) {
        hours += try #require(Double(row["lineItem/UsageAmount"] ?? ""))
      }
    }
    #expect(abs(hours - milliseconds / 3_600_000) < 1e-4)
    #expect(hours > 0)
    #expect(
      try #require(files["launches/launches-00001.csv"])
        .split(separator: "\n").count == requests + 1)
  }

  // 0.6/h up to a quarter of an hour is 0.15, 0.3/h up to an hour 0.225 more.
  @Test func theAgeOfALossInvertsTheHazard() {
    #expect(abs(FleetLives.age(atCumulativeHazard: 0.15) - 0.25) < 1e-12)
    #expect(abs(FleetLives.age(atCumulativeHazard: 0.375) - 1) < 1e-12)
    #expect(abs(FleetLives.age(atCumulativeHazard: 0.075) - 0.125) < 1e-12)
  }

  @Test func everyPoolIsAnother() {
    let keys = (0..<FleetPool.count).map {
      String(decoding: FleetPool(index: $0, seed: 1).key, as: UTF8.self)
    }
    #expect(Set(keys).count == 100_000)
    // A hundred neighbours of the order lie in all hundred zones.
    let zones = Set(keys.prefix(100).map { $0.split(separator: "/")[1] })
    #expect(zones.count == 100)
  }

  @Test(arguments: [0, -1, 1.5, .nan])
  func aScaleOutsideTheFleetIsRefused(scale: Double) {
    #expect(throws: GPUMonth.InvalidOption.self) {
      try WideFleet(days: 10, seed: 1, scale: scale)
    }
  }
}
