import Foundation
import RiskDecision
import RiskDomain
import RiskModels
import Testing

/// What stands in the lines, and in the reasons.
struct DecideLineTests {
  private static func line(_ changed: String, _ value: String) -> String {
    var fields = [
      "id": #""x""#, "now": #""2023-02-20T00:00:00Z""#,
      "remainingWorkHours": "1", "mode": #""idle""#, "pools": "[]",
    ]
    fields[changed] = value
    return "{"
      + fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
      .joined(separator: ",") + "}"
  }

  @Test(arguments: [
    (
      "mode", #""bogus""#,
      "mode is 'bogus'; it must be idle, spot, on-demand or capacity-block."
    ),
    ("mode", "3", "mode must be a text."),
    ("mode", "null", "mode is null; it must be a text."),
    ("remainingWorkHours", #""1""#, "remainingWorkHours must be a number."),
    ("pools", "{}", "pools must be a list."),
    ("pools", "[7]", "pools[0] must be an object."),
    (
      "pools", #"[{"pool":"aws/a/b","available":1}]"#,
      "pools[0].available must be true or false."
    ),
    ("pools", #"[{"available":true}]"#, "'pool' is missing in pools[0]."),
    (
      "now", #""yesterday""#,
      "now: 'yesterday' is not an RFC 3339 time with an offset."
    ),
    ("id", "[1]", "id must be a text or a whole number."),
  ])
  func broken(field: String, value: String, sentence: String) {
    guard
      case .failure(let failure) = DecideLine.request(
        Data(Self.line(field, value).utf8))
    else {
      Issue.record("no failure for \(field) = \(value)")
      return
    }
    #expect(failure.error == sentence)
    #expect(failure.id == (field == "id" ? nil : "x"))
  }

  @Test(arguments: ["[1,2]", "7", "no json", #""text""#])
  func noObject(line: String) {
    guard case .failure(let failure) = DecideLine.request(Data(line.utf8))
    else {
      Issue.record("no failure for \(line)")
      return
    }
    #expect(
      failure.error == "This is not a JSON object. Send one request per line.")
  }

  /// Text or number, the id comes back as it was sent; keys without a value
  /// are null.
  @Test(arguments: ["7", #""7""#])
  func answersHaveTheIDAndEveryKey(id: String) throws {
    var policy = DecideFixture.policy(
      DecideFixture.job(continuous: true),
      DecideFixture.outlook(PiecewiseHazard(constantPerHour: 0.5)))
    var request = try DecideLine.request(
      Data(Self.line("id", id).utf8)
    ).get()
    request.deadline = request.now.adding(hours: 9)
    request.remainingWorkHours = 0
    let answer = policy.answer(request)
    #expect(
      String(decoding: try DecideLine.line(answer), as: UTF8.self)
        == #"{"action":"wait","checkpointEveryHours":null,"#
        + #""expectedRemainingUSD":0,"id":"# + id
        + #","meetDeadline":1,"pool":null,"reason":"The work is done."}"#)
    request.deadline = nil
    let failure = policy.answer(request)
    #expect(
      String(decoding: try DecideLine.line(failure), as: UTF8.self)
        .hasSuffix(#","id":"# + id + "}"))
  }

  /// With nothing to compare, no comparison is claimed.
  @Test func reasonsWithoutAKnownPool() throws {
    var policy = DecideFixture.policy(
      DecideFixture.job(continuous: true),
      DecideFixture.outlook(PiecewiseHazard(constantPerHour: 0.5)))
    for (pools, text) in [
      ([PoolID](), "lists no pool"),
      ([DecideFixture.other], "Nothing is known"),
    ] {
      let answer = try policy.answer(
        DecideFixture.request(.idle, work: 4, left: 9, pools: pools)
      ).get()
      #expect(answer.action == .onDemand)
      #expect(answer.reason.contains(text))
      #expect(!answer.reason.contains("cheaper"))
    }
  }
}
