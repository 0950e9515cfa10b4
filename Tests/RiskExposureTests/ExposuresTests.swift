import RiskDomain
import RiskExposure
import RiskTestSupport
import RiskNumerics
import Testing

struct ExposuresTests {
  private let pool = PoolID(
    provider: .gcp, zone: "us-east1-b", instanceType: "n1-highcpu-16")

  private func spell(
    from start: Double, hours long: Double, entry: Double? = 0,
    exit: Spell.Exit = .interrupted
  ) -> Spell {
    Spell(
      pool: pool, process: .loss, clock: .instance, instanceID: "i",
      launchedAt: nil, watchedFrom: hour(start),
      watchedUntil: hour(start + long),
      watched: entry.map { AgeInterval(after: $0, through: $0 + long) },
      exit: exit, origin: testOrigin)
  }

  // Ages 0.5 to 3.5 with cuts at 1 and 2: half an hour, an hour, one and a
  // half; the event in the last.
  @Test func agesAreCut() {
    let cells = exposures(
      from: [spell(from: 0, hours: 3, entry: 0.5)], cutAtHours: [2, 1])
    #expect(cells.map(\.hoursAtRisk) == [0.5, 1, 1.5])
    #expect(cells.map(\.interruptions) == [0, 0, 1])
    #expect(
      cells.map(\.age) == [
        AgeInterval(after: 0, through: 1), AgeInterval(after: 1, through: 2),
        AgeInterval(after: 2, through: Exposure.openEndHours),
      ])
  }

  // An end at a cut belongs to the piece it closes: ages are (after, through].
  @Test func eventsOnACutBelongBelow() {
    let cells = exposures(from: [spell(from: 0, hours: 1)], cutAtHours: [1])
    #expect(cells.count == 1)
    #expect(cells[0].interruptions == 1)
  }

  // Noon on Wednesday 2026-01-14 is hour 60 of the week.
  @Test func hoursOfTheWeekAreCut() {
    let cells = exposures(
      from: [spell(from: 0.25, hours: 1.5)], cutAtHours: [],
      splitByHourOfWeek: true)
    #expect(cells.map(\.hourOfWeekUTC) == [60, 61])
    #expect(cells.map(\.hoursAtRisk) == [0.75, 0.75])
    #expect(cells.map(\.interruptions) == [0, 1])
  }

  @Test func unknownAgesStayUnknown() {
    let cells = exposures(
      from: [spell(from: 0, hours: 2, entry: nil)], cutAtHours: [1])
    #expect(cells.map(\.age) == [nil])
    #expect(cells.map(\.hoursAtRisk) == [2])
  }

  @Test func lossesAtOnceKeepTheirEvent() {
    let cells = exposures(from: [spell(from: 0, hours: 0)], cutAtHours: [1])
    #expect(cells.map(\.millisecondsAtRisk) == [0])
    #expect(cells.map(\.interruptions) == [1])
  }

  /// Milliseconds and events are conserved, and neither order nor partition
  /// changes the table, over 200 seeds.
  @Test func nothingIsLostOrInvented() {
    for seed in 0..<200 {
      var rng = SplitMix64(seed: UInt64(seed))
      let spells = (0..<20).map { _ in
        spell(
          from: rng.uniform() * 300, hours: rng.uniform() * 40,
          entry: rng.uniform() < 0.2 ? nil : rng.uniform() * 5,
          exit: rng.uniform() < 0.5 ? .interrupted : .released)
      }
      let cuts = (0..<6).map { _ in rng.uniform() * 30 }
      let cells = exposures(
        from: spells, cutAtHours: cuts, splitByHourOfWeek: seed % 2 == 0)
      #expect(
        cells.reduce(0) { $0 + $1.millisecondsAtRisk }
          == spells.reduce(0) {
            $0 + $1.watchedUntil.milliseconds(since: $1.watchedFrom)
          }, "seed \(seed)")
      #expect(
        cells.reduce(0) { $0 + $1.interruptions }
          == spells.count { $0.exit == .interrupted }, "seed \(seed)")
      #expect(
        cells
          == exposures(
            from: spells.reversed(), cutAtHours: cuts,
            splitByHourOfWeek: seed % 2 == 0), "seed \(seed)")
    }
  }

  @Test func unitsMeetInTwoPlaces() {
    #expect(hours(milliseconds: 5_400_000) == 1.5)
    #expect(milliseconds(hours: 1.5) == 5_400_000)
    #expect(milliseconds(hours: .nan) == 0)
    #expect(milliseconds(hours: .infinity) == 3_600_000_000_000_000)
  }
}
