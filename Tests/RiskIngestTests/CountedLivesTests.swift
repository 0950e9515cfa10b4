import RiskDomain
import Testing

@testable import RiskIngest

/// Lives and attempts that another engine counted.
struct CountedLivesTests {
  private static let life = """
    {"source":"spark","until":"2026-02-01T00:00:00Z",\
    "pool":"aws/us-east-1b/p3.2xlarge","process":"loss","clock":"instance",\
    "watchedFrom":"2026-01-14T02:00:00Z",\
    "watchedUntil":"2026-01-14T05:30:00.5Z","ageAfterMilliseconds":0,\
    "startUncertaintyMilliseconds":60000,"exit":"interrupted",\
    "noticeMilliseconds":120000,"lives":3}
    """
  private static let attempts = """
    {"source":"spark","until":"2026-02-01T00:00:00Z",\
    "pool":"aws/us-east-1b/p3.2xlarge","size":8,"isSuccess":false,\
    "attempts":2}
    """

  // Read off the two lines above; 05:30:00.5 is half a second later.
  @Test func theyAreReadAsWritten() throws {
    let reading = try Reading.text(Self.life + "\n" + Self.attempts + "\n")
    #expect(reading.report.format == .exposures)
    guard case .log(.lives(let life)) = reading.facts.first,
      case .log(.attempts(let attempts)) = reading.facts.last
    else {
      Issue.record("no lives and attempts in \(reading.facts)")
      return
    }
    #expect(life.source == "spark")
    #expect(
      life.watchedUntil.milliseconds(since: life.watchedFrom) == 12_600_500)
    #expect(life.ageAfterMilliseconds == 0)
    #expect(life.startUncertaintyMilliseconds == 60_000)
    #expect(life.endUncertaintyMilliseconds == 0)
    #expect(life.exit == .interrupted)
    #expect(life.noticeMilliseconds == 120_000)
    #expect(life.count == 3)
    #expect(attempts.size == 8)
    #expect(!attempts.isSuccess)
    #expect(attempts.count == 2)
  }

  @Test(arguments: [
    ("\"lives\":3", "\"lives\":0", "lives"),
    ("\"lives\":3", "\"lives\":1000001", "lives"),
    ("\"exit\":\"interrupted\"", "\"exit\":\"gone\"", "exit"),
    ("05:30:00.5", "01:30:00.5", "watchedUntil"),
    ("2026-02-01T00", "2026-01-14T03", "until"),
    (
      "\"ageAfterMilliseconds\":0", "\"ageAfterMilliseconds\":-1",
      "ageAfterMilliseconds"
    ),
    (
      "\"noticeMilliseconds\":120000",
      "\"noticeMilliseconds\":999999999999999999", "noticeMilliseconds"
    ),
    ("\"isSuccess\":false", "\"isSuccess\":1", "isSuccess"),
    ("\"size\":8", "\"size\":0", "size"),
    ("\"attempts\":2", "\"attempts\":-2", "attempts"),
  ])
  func whatCannotBeIsSetAside(good: String, bad: String, column: String) throws
  {
    let text = Self.life + "\n" + Self.attempts + "\n"
    #expect(text.contains(good))
    let reading = try Reading.text(text.replacing(good, with: bad))
    #expect(reading.facts.count + reading.setAside.count == 2)
    #expect(reading.setAside.first?.column == column)
  }
}
