import RiskDomain
import Testing

struct MicroUSDTests {
  @Test(arguments: [
    ("0.918000", 918_000), ("0.9180", 918_000), ("-3", -3_000_000),
    ("5e-06", 5), ("1.5E+2", 150_000_000), (".5", 500_000), ("7.", 7_000_000),
    ("0.0000005", 0), ("0.0000015", 2), ("0.00000250001", 3),
    ("0.00165303109242778", 1653), ("+1", 1_000_000),
    ("123456789.123456789", 123_456_789_123_457),
    ("0.99999999999999999999", 1_000_000),
  ])
  func readsDecimalsExactly(_ text: String, _ micro: Int64) throws {
    #expect(try MicroUSD(parsing: text).rawValue == micro)
  }

  @Test(arguments: ["N/A", "", "NaN", "1,5", "0x10", "1e", "-", "1 ", "inf"])
  func refusesWhatIsNoNumber(_ text: String) {
    #expect(throws: MicroUSD.ParseError.notANumber) {
      try MicroUSD(parsing: text)
    }
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(throws: MicroUSD.ParseError.outOfRange) {
      try MicroUSD(parsing: "1e15")
    }
  }

  @Test func writesSixDecimals() {
    #expect(MicroUSD(rawValue: 918_000).description == "0.918000")
    #expect(MicroUSD(rawValue: -1).description == "-0.000001")
  }

  @Test func dollarsRoundHalfToEven() {
    #expect(MicroUSD(usd: 0.0000005)?.rawValue == 0)
    #expect(MicroUSD(usd: 39.33)?.rawValue == 39_330_000)
    #expect(MicroUSD(usd: .infinity) == nil)
  }
}
