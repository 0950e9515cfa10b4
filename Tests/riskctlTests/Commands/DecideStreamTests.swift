import Foundation
import RiskTestSupport
import Testing

/// Lines in, lines out, in order; a broken line does not end the stream.
struct DecideStreamTests {
  private static func request(_ id: String) -> String {
    """
    {"id":"\(id)","now":"2026-01-15T01:00:00Z",\
    "deadline":"2026-01-17T01:00:00Z","remainingWorkHours":8,"mode":"idle",\
    "pools":[{"pool":"aws/us-east-1a/g4dn.xlarge","available":true,\
    "sinceHours":1.5}]}
    """
  }

  private func arguments(_ folder: String) throws -> [String] {
    let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
    return ["decide", "--job", job] + (try SmallMonth.shared()).fixed
  }

  @Test func brokenLinesAreAnsweredAndBlankOnesSkipped() throws {
    let outcome = try withTemporaryFolder { folder in
      let input = [
        Self.request("r1"), "", #"{"id":"r2","now":"yesterday"}"#, "   ",
        "no json", Self.request("r3"),
        #"{"id":4,"now":"2026-01-15T01:00:00Z"}"#,
      ]
      // The last line has no line feed.
      return try Program.run(
        try arguments(folder),
        input: Data(input.joined(separator: "\n").utf8))
    }
    expectStatus(outcome, 0)
    let answers = try JSONAnswer.lines(outcome.output)
    try #require(answers.count == 5)
    for (index, id) in [(0, "r1"), (1, "r2"), (3, "r3")] {
      #expect(try answers[index].text("id") == id)
    }
    #expect(answers[4].object["id"] as? Int == 4)
    for index in [0, 3] {
      let answer = answers[index].object
      let action = try #require(answer["action"] as? String)
      #expect(
        ["spot", "on-demand", "wait", "capacity-block", "checkpoint-now"]
          .contains(action))
      #expect(answer["reason"] is String)
      let meet = try #require(answer["meetDeadline"] as? Double)
      #expect((0...1).contains(meet))
      let usd = try #require(answer["expectedRemainingUSD"] as? Double)
      #expect(usd > 0)
      #expect(answer["error"] == nil)
    }
    for index in [1, 2, 4] {
      #expect(!(try answers[index].text("error")).isEmpty)
      #expect(answers[index].object.keys.contains("id"))
      #expect(answers[index].object["action"] == nil)
    }
    #expect(outcome.errors.isEmpty)
  }

  /// A request of 73 hours after the last fact, where a forecast holds for 72:
  /// its line is an error, and with `--allow-stale` an answer.
  @Test func staleRecordsAreRefusedUnlessAllowed() throws {
    let late = Self.request("r1")
      .replacing("2026-01-15T01", with: "2026-01-18T01")
      .replacing("2026-01-17T01", with: "2026-01-20T01")
    try withTemporaryFolder { folder in
      for allowed in [false, true] {
        let outcome = try Program.run(
          try arguments(folder) + (allowed ? ["--allow-stale"] : []),
          input: Data(late.utf8))
        expectStatus(outcome, 0)
        let answer = try #require(
          try JSONAnswer.lines(outcome.output).first)
        #expect((answer.object["action"] != nil) == allowed)
        #expect(
          ((answer.object["error"] as? String)?.contains("--allow-stale")
            == true) == !allowed)
      }
    }
  }

  @Test func theSameLineGetsTheSameAnswer() throws {
    try withTemporaryFolder { folder in
      let input = Data((Self.request("r") + "\n").utf8)
      let first = try Program.run(try arguments(folder), input: input)
      let second = try Program.run(try arguments(folder), input: input + input)
      #expect(second.output == first.output + first.output)
    }
  }

  @Test func answersAreFlushedLineByLine() throws {
    try withTemporaryFolder { folder in
      let process = Program.make(try arguments(folder))
      let input = Pipe()
      let output = Pipe()
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      // A program that keeps its answer back would wait for ever.
      let guardian = DispatchWorkItem { process.terminate() }
      DispatchQueue.global().asyncAfter(
        deadline: .now() + .seconds(Program.patienceSeconds),
        execute: guardian)
      defer { guardian.cancel() }
      for id in ["first", "second"] {
        try input.fileHandleForWriting.write(
          contentsOf: Data((Self.request(id) + "\n").utf8))
        var line = Data()
        while line.last != 0x0A {
          let more = output.fileHandleForReading.availableData
          try #require(!more.isEmpty, "the program ended without an answer")
          line += more
        }
        #expect(try JSONAnswer(line).text("id") == id)
      }
      try input.fileHandleForWriting.close()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }
}
