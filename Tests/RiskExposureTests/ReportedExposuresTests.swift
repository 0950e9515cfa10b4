import RiskDomain
import RiskExposure
import RiskTestSupport
import Testing

struct ReportedExposuresTests {
  private let pool = PoolID(
    provider: .aws, zone: "us-east-1a", instanceType: "g4dn.xlarge")

  private func cell(
    _ after: Int64?, _ through: Int64?, hours: Int64 = 1, lost: Int = 0,
    hourOfWeek: Int? = nil
  ) -> ExposureCell {
    ExposureCell(
      source: "s", from: hour(0), until: hour(24), pool: pool,
      process: .loss, clock: .instance,
      ageAfterMilliseconds: after.map { $0 * 3_600_000 },
      ageThroughMilliseconds: through.map { $0 * 3_600_000 },
      hourOfWeekUTC: hourOfWeek, millisecondsAtRisk: hours * 3_600_000,
      interruptions: lost, origin: testOrigin)
  }

  private func added(
    _ cells: [ExposureCell], to table: [Exposure] = []
  ) -> [Exposure] {
    exposures(
      table, adding: cells, cutAtHours: { _, _ in [0, 1, 4] },
      splitsByHourOfWeek: { _ in false })
  }

  // Pieces 0-1, 1-4 and 4 on; a cell from 0 to 4 reaches over an edge.
  @Test func cellsFindThePieceThatHoldsThemWhole() {
    let table = added([
      cell(0, 1, lost: 1), cell(1, 2), cell(2, 4, hours: 2), cell(5, 9),
      cell(4, nil), cell(0, 4, hours: 7), cell(1, nil), cell(nil, nil),
    ])
    #expect(table.map { $0.age?.after } == [nil, 0, 1, 4])
    #expect(table.map(\.hoursAtRisk) == [9, 1, 3, 2])
    #expect(table.map(\.interruptions) == [0, 1, 0, 0])
    #expect(
      table.last?.age?.through == Exposure.openEndHours)
  }

  @Test func cellsAddUpWithThoseOfSpells() {
    let spell = Spell(
      pool: pool, process: .loss, clock: .instance, instanceID: "i",
      launchedAt: hour(0), watchedFrom: hour(0), watchedUntil: hour(2),
      watched: AgeInterval(after: 0, through: 2), exit: .interrupted,
      origin: testOrigin)
    let own = exposures(from: [spell], cutAtHours: [1, 4])
    let table = added([cell(0, 1, hours: 3, lost: 2)], to: own)
    #expect(table.map(\.hoursAtRisk) == [4, 1])
    #expect(table.map(\.interruptions) == [2, 1])
    #expect(added([], to: own) == own)
  }

  @Test func theHourOfTheWeekIsKeptWhereTheTableHasOne() {
    let cells = [cell(0, 1, hourOfWeek: 5), cell(0, 1, hourOfWeek: 6)]
    #expect(added(cells).map(\.hourOfWeekUTC) == [nil])
    let split = exposures(
      [], adding: cells, cutAtHours: { _, _ in [0, 1] },
      splitsByHourOfWeek: { _ in true })
    #expect(split.map(\.hourOfWeekUTC) == [5, 6])
  }
}
