import RiskDomain
import RiskNumerics

/// Prices, events and launches of the pools that share their files.
struct FleetPart {
  static let account = EventBridgeFiles.account

  let number: Int
  private let days: FleetDays
  private var prices, events, launches: FleetFile
  private let end: UTCInstant

  init(_ fleet: WideFleet, number: Int) {
    self.number = number
    end = fleet.end
    days = FleetDays(from: fleet.start, until: fleet.end)
    let suffix = Self.suffix(number)
    prices = FleetFile(path: "aws/spot-prices/prices-\(suffix).txt")
    events = FleetFile(path: "aws/events/events-\(suffix).jsonl")
    launches = FleetFile(path: "launches/launches-\(suffix).csv")
    launches.text.add(
      "launchId,pool,market,requestedAt,launchedAt,instanceId,job\n")
  }

  /// Five digits, so that names sort as they count.
  static func suffix(_ number: Int) -> String {
    String(String(100_000 + number).dropFirst())
  }

  mutating func add(_ changes: FleetPrices, of pool: FleetPool) {
    for (at, units) in zip(changes.at, changes.units) {
      prices.text.add("SPOTPRICEHISTORY\t")
      prices.text.add(pool.zone)
      prices.text.add("\t")
      prices.text.add(pool.instanceType)
      prices.text.add("\tLinux/UNIX\t")
      prices.text.add(units: units, digits: 4)
      prices.text.add("\t")
      prices.text.add(at, days: days)
      prices.text.add("\n")
    }
  }

  mutating func add(_ life: FleetLife, of pool: FleetPool) {
    addLaunch(life, of: pool)
    guard let launchedAt = life.launchedAt else { return }
    addEvent(
      "EC2 Instance State-change Notification", ",\"state\":\"running\"", 0,
      at: launchedAt, life, pool)
    guard life.exit != .observationEnded else { return }
    if life.exit == .interrupted {
      addEvent(
        "EC2 Spot Instance Interruption Warning",
        ",\"instance-action\":\"terminate\"", 1,
        at: life.endedAt.adding(milliseconds: -120_000), life, pool)
    }
    addEvent(
      "EC2 Instance State-change Notification", ",\"state\":\"terminated\"", 2,
      at: life.endedAt, life, pool)
  }

  private mutating func addLaunch(_ life: FleetLife, of pool: FleetPool) {
    launches.text.add("l-")
    launches.text.add(hex: pool.serial(life.number))
    launches.text.add(",")
    launches.text.add(pool.key)
    launches.text.add(",spot,")
    launches.text.add(life.requestedAt, days: days)
    launches.text.add(",")
    if let launchedAt = life.launchedAt {
      launches.text.add(launchedAt, days: days)
      launches.text.add(",i-0")
      launches.text.add(hex: pool.serial(life.number))
    } else {
      launches.text.add(",")
    }
    launches.text.add(",job-")
    launches.text.add(number: Int64(pool.index % 100))
    launches.text.add("\n")
  }

  private mutating func addEvent(
    _ type: StaticString, _ detail: StaticString, _ kind: Int,
    at: UTCInstant, _ life: FleetLife, _ pool: FleetPool
  ) {
    events.text.add("{\"version\":\"0\",\"id\":\"")
    events.text.add(hex: pool.serial(1 << 24 | life.number << 2 | kind))
    events.text.add("\",\"detail-type\":\"")
    events.text.add(type)
    events.text.add("\",\"source\":\"aws.ec2\",\"account\":\"")
    events.text.add(Array(Self.account.utf8))
    events.text.add("\",\"time\":\"")
    events.text.add(at, days: days)
    events.text.add("\",\"region\":\"")
    events.text.add(Array(pool.region.name.utf8))
    events.text.add("\",\"resources\":[],\"detail\":{\"instance-id\":\"i-0")
    events.text.add(hex: pool.serial(life.number))
    events.text.add("\"")
    events.text.add(detail)
    events.text.add("}}\n")
  }

  mutating func flush(to sink: (WideFleet.Chunk) throws -> Void) throws {
    try prices.flush(to: sink)
    try events.flush(to: sink)
    try launches.flush(to: sink)
  }

  mutating func end(to sink: (WideFleet.Chunk) throws -> Void) throws {
    try prices.end(to: sink)
    try events.end(to: sink)
    try launches.end(to: sink)
  }
}
