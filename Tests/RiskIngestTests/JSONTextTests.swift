import Testing

@testable import RiskIngest

@Suite("JSON text")
struct JSONTextTests {
  private func json(_ text: String) -> JSONText {
    JSONText(Array(text.utf8)[...])
  }

  @Test("finds members whatever their order, blanks and neighbours")
  func members() throws {
    let text = json(
      """
      { "a" : {"b":[1,"}"]} ,
      "b":"x\\"y","c":-1.5e3,"d":null}
      """)
    #expect(try text.member("b")?.text == "x\"y")
    #expect(try text.member("c")?.text == "-1.5e3")
    #expect(try text.member("d") == nil)
    #expect(try text.member("e") == nil)
    #expect(
      try text.member("a")?.member("b")?.elements().map(\.text) == ["1", "}"])
  }

  @Test("resolves escapes, surrogate pairs too")
  func escapes() throws {
    #expect(
      json("\"\\u00e9\\n\\t\\/\\\\\\ud83d\\ude00 é\"").text == "é\n\t/\\😀 é")
    #expect(json("\"\\ud83d\"").text == "\u{FFFD}")
    #expect(json("\"\\uZZ\"").text == "\u{FFFD}")
  }

  @Test("names what is broken")
  func broken() {
    for (text, reason) in [
      "{\"a\" 1}": "a colon is missing after a key",
      "{\"a\":1 \"b\":2}": "a comma is missing between two members",
      "{a:1}": "a key in quotes is missing",
      "{\"a\":}": "a value is missing",
      "{\"a\":\"x": "a string is not closed",
    ] {
      #expect(throws: JSONSyntaxError(reason: reason)) {
        try json(text).forEachMember { _, _ in }
      }
    }
  }
}
