import RiskDomain
import RiskStore
import Testing

/// Lines of a bill go into the table 32 at a time; nobody may notice.
struct BillingBatchTests {
  private func line(_ number: Int, cost: Int64 = 5, end: Double = 1) -> Fact {
    Sample.usage(
      endHour: end, cost: cost, resource: "i-\(1000 + number % 80)",
      line: number + 1)
  }

  // 80 resources on 100 lines: two whole batches of 32 and 36 lines beside,
  // the last 20 of which repeat the first.
  @Test func repeatedLinesAreTold() throws {
    let database = try RiskDatabase.inMemory()
    let facts = (0..<100).map { line($0, cost: $0 < 80 ? 5 : 7) }
    let first = try database.load(facts)
    #expect([first.new, first.repeated] == [80, 20])
    let usage = try database.billingUsage()
    #expect(usage.count == 80)
    // The dearer of two lines stands.
    #expect(usage.count { $0.cost == MicroUSD(rawValue: 7) } == 20)
    #expect(usage.reduce(0) { $0 + ($1.cost?.rawValue ?? 0) } == 440)
    let again = try database.load(facts)
    #expect([again.new, again.repeated] == [0, 100])
    #expect(try database.billingUsage() == usage)
  }

  @Test func theLineAtFaultIsNamed() throws {
    let database = try RiskDatabase.inMemory()
    let error = #expect(throws: StoreError.self) {
      try database.load((0..<64).map { line($0, end: $0 == 41 ? -1 : 1) })
    }
    #expect(error?.code == .constraint)
    #expect(error?.message.hasPrefix("a.csv:42 breaks a rule") == true)
    #expect(try database.billingUsage().isEmpty)
  }
}
