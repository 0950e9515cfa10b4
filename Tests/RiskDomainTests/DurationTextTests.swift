import RiskDomain
import Testing

struct DurationTextTests {
  @Test(arguments: [
    ("15m", 900_000), ("1h", 3_600_000), ("0.25h", 900_000), ("30s", 30_000),
    ("14d", 1_209_600_000), ("2w", 1_209_600_000), ("0h", 0),
  ])
  func readsNumberAndUnit(_ text: String, _ milliseconds: Int64) throws {
    #expect(try DurationText.milliseconds(text) == milliseconds)
  }

  @Test(arguments: ["", "h", "1", "-1h", "1y", "nanh", "infh", "1 hour"])
  func refusesWhatIsNoDuration(_ text: String) {
    #expect(throws: DurationText.ParseError.self) {
      try DurationText.milliseconds(text)
    }
  }

  @Test func shortTextsPickAReadableUnit() {
    #expect(DurationText.short(hours: 0.0125) == "45 s")
    #expect(DurationText.short(hours: 0.5) == "30 min")
    #expect(DurationText.short(hours: 2.54) == "2.5 h")
    #expect(DurationText.short(hours: 96) == "4.0 d")
  }
}
