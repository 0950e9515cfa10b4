import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Launch log")
struct LaunchesTests {
  @Test("a line is an attempt; an empty launchedAt means that it failed")
  func table() throws {
    let launches = try Reading.text(Sample.launches.text, name: "l").facts
      .launches
    let pool = try PoolID(key: "aws/us-west-2a/p3.2xlarge")
    #expect(
      launches == [
        LaunchAttempt(
          launchID: "aws/us-west-2a/p3.2xlarge|2026-01-14T02:00:00Z|i-01",
          pool: pool, market: .spot,
          requestedAt: try .at("2026-01-14T02:00:00Z"),
          launchedAt: try .at("2026-01-14T02:03:00Z"), instanceID: "i-01",
          endedAt: try .at("2026-01-14T08:00:00Z"), exit: .interrupted,
          job: "fine, tune", gang: nil,
          origin: RowOrigin(source: "l", fileDigest: "d", line: 2)),
        LaunchAttempt(
          launchID: "aws/us-west-2a/p3.2xlarge|2026-01-14T09:00:00Z|failed",
          pool: pool, market: .spot,
          requestedAt: try .at("2026-01-14T09:00:00Z"), launchedAt: nil,
          instanceID: nil, endedAt: nil, exit: nil, job: nil, gang: nil,
          origin: RowOrigin(source: "l", fileDigest: "d", line: 3)),
      ])
  }

  @Test("JSON lines with the pool in parts say the same")
  func lines() throws {
    let text = """
      {"launchId":"L1","provider":"aws","zone":"us-west-2a","os":"Windows",\
      "instanceType":"p3.2xlarge","market":"on-demand","gang":"g1",\
      "requestedAt":"2026-01-14T07:00:00+05:00","launchedAt":null}
      """
    let launch = try #require(try Reading.text(text).facts.launches.first)
    #expect(launch.launchID == "L1")
    #expect(launch.pool.key == "aws/us-west-2a/p3.2xlarge/windows")
    #expect(launch.market == .onDemand)
    #expect(try launch.requestedAt == .at("2026-01-14T02:00:00Z"))
    #expect(launch.gang == "g1")
  }

  @Test("hints fill in provider, zone and type")
  func hints() throws {
    let text = "instanceType,requestedAt\np3.2xlarge,2026-01-14T02:00:00Z\n"
    let hints = IngestHints(provider: .aws, zone: "us-west-2a")
    #expect(
      try Reading.text(text, hints: hints).facts.launches.map(\.pool.key)
        == ["aws/us-west-2a/p3.2xlarge"])
  }

  @Test("contradictions and unknown words are set aside")
  func setAside() throws {
    let header = "pool,requestedAt,launchedAt,endedAt,exit,market\n"
    let pool = "aws/us-west-2a/p3.2xlarge"
    let reading = try Reading.text(
      header + """
        p3.2xlarge,2026-01-14T02:00:00Z,,,,
        \(pool),,,,,
        \(pool),2026-01-14T02:00:00Z,2026-01-14T01:00:00Z,,,
        \(pool),2026-01-14T02:00:00Z,,2026-01-14T03:00:00Z,interrupted,
        \(pool),2026-01-14T02:00:00Z,2026-01-14T03:00:00Z,\
        2026-01-14T02:30:00Z,released,
        \(pool),2026-01-14T02:00:00Z,2026-01-14T03:00:00Z,,interrupted,
        \(pool),2026-01-14T02:00:00Z,2026-01-14T03:00:00Z,\
        2026-01-14T04:00:00Z,gone,
        \(pool),2026-01-14T02:00:00Z,,,,cheap
        \(pool),2026-01-14T02:00:00Z,2026-01-14T03:00:00Z,,,spot
        """)
    #expect(
      reading.problems == [
        "2 | pool | p3.2xlarge | 'p3.2xlarge' is not a pool. Write "
          + "provider/zone/instanceType, for example "
          + "aws/us-west-2a/p3.2xlarge (providers: aws, gcp, azure).",
        "3 | requestedAt | - | the value is missing",
        "4 | launchedAt | 2026-01-14T01:00:00Z | the launch lies before the "
          + "request",
        "5 | endedAt | 2026-01-14T03:00:00Z | a launch that failed "
          + "(launchedAt is empty) cannot end",
        "6 | endedAt | 2026-01-14T02:30:00Z | the end lies before the launch",
        "7 | exit | interrupted | an exit needs the time endedAt",
        "8 | exit | gone | 'gone' is not an exit (interrupted, released, "
          + "lifetimeCap, observationEnded)",
        "9 | market | cheap | 'cheap' is not a market (spot, on-demand, "
          + "capacity-block, reserved)",
      ])
    #expect(reading.facts.launches.map(\.origin.line) == [10])
  }

  @Test("a table without a pool is refused with what it has")
  func missingColumns() throws {
    let error = #expect(throws: IngestError.self) {
      try Reading.text(
        "requestedAt,instanceType\n2026-01-14T02:00:00Z,p3.2xlarge\n")
    }
    #expect(error?.code == .malformedDocument)
    #expect(
      error?.message
        == "a launch log needs the columns requestedAt and pool (or zone and "
        + "instanceType). Found: requestedAt, instanceType.")
  }
}
