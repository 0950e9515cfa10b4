import Foundation
import RiskTestSupport
import Testing

/// What people read fits the terminal that they have.
struct TerminalTests {
  @Test(arguments: [
    ["status"], ["forecast"], ["recommend", "--job", "JOB"], ["alerts"],
    ["fit", "--fit-as-of", SmallMonth.end],
  ])
  func narrowTerminalsAreKeptTo(arguments: [String]) throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      let outcome = try Program.run(
        arguments.map { $0 == "JOB" ? job : $0 } + month.fixed,
        environment: ["COLUMNS": "50"])
      #expect([0, 2].contains(outcome.status), "\(outcome.errors)")
      for line in outcome.text.split(separator: "\n")
      where !line.contains(month.folder) {
        // A name is as long as it is.
        let words = line.split(separator: " ")
        #expect(
          line.count <= 50 || words.count == 1,
          "\(line.count) columns: \(line)")
      }
    }
  }

  @Test(arguments: [["forecast", "--json"], ["forecast", "--format", "csv"]])
  func whatProgramsReadIsNotFolded(arguments: [String]) throws {
    let month = try SmallMonth.shared()
    let usual = try Program.run(arguments + month.fixed)
    let narrow = try Program.run(
      arguments + month.fixed, environment: ["COLUMNS": "40", "LC_ALL": "C"])
    #expect(narrow.output == usual.output)
  }

  @Test func aPlainLocaleGetsASCII() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      func run(_ locale: String) throws -> Program.Outcome {
        try Program.run(
          ["recommend", "--job", job] + month.fixed,
          environment: ["LC_ALL": locale])
      }
      #expect(try run("C").output.allSatisfy { $0 < 0x80 })
      #expect(try run("C.UTF-8").text.contains("×"))
    }
  }

  // Nothing is coloured, so that NO_COLOR has nothing to take away.
  @Test func nothingIsColoured() throws {
    let month = try SmallMonth.shared()
    for arguments in [["status"], ["forecast"], ["alerts"]] {
      let outcome = try Program.run(
        arguments + month.fixed, environment: ["NO_COLOR": "1"])
      #expect(!outcome.output.contains(0x1B))
      #expect(
        try Program.run(arguments + month.fixed).output == outcome.output)
    }
  }
}
