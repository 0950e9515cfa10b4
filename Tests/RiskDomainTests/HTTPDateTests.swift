import RiskDomain
import Testing

struct HTTPDateTests {
  // RFC 9110, section 5.6.7, gives this date in this form.
  @Test func theDocumentedFormIsRead() throws {
    let instant = try UTCInstant(
      parsingHTTPDate: "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(instant.rfc3339 == "1994-11-06T08:49:37Z")
    #expect(
      try UTCInstant(parsingHTTPDate: "6 Nov 1994 08:49:37 GMT") == instant)
  }

  @Test(arguments: [
    ("Mon, 06 Nov 1994 08:49:37 GMT", UTCInstant.ParseError.outOfRange),
    ("Sun, 31 Nov 1994 08:49:37 GMT", .outOfRange),
    ("Sun, 06 Nov 1994 08:49:37", .noOffset),
    ("Sun, 06 Nov 1994 08:49:37 PST", .malformed),
    ("06 Nov 94 08:49:37 GMT", .malformed), ("", .malformed),
    ("-1 Nov 1994 08:49:37 GMT", .malformed),
    ("1994-11-06T08:49:37Z", .malformed),
  ])
  func othersAreRefused(text: String, error: UTCInstant.ParseError) {
    #expect(throws: error) { try UTCInstant(parsingHTTPDate: text) }
  }
}
