import Foundation
import Testing

/// Exit codes of the engine's filter.
struct ExposeCommandTests {
  @Test(arguments: [["expose"], ["expose", "--stdin", "a.csv"]])
  func filesOrStandardInput(arguments: [String]) throws {
    expectStatus(try Program.run(arguments), 64)
  }

  @Test func nothingInNothingOut() throws {
    let outcome = try Program.run(["expose", "--stdin"])
    expectStatus(outcome, 0)
    #expect(outcome.output.isEmpty)
  }

  @Test func aLineThatCannotBeTakenIsCountedAndStrictlyAnError() throws {
    let input = Data("*\tseen\tmoon\t0\n*\tseen\taws\t0\n".utf8)
    let outcome = try Program.run(["expose", "--stdin"], input: input)
    expectStatus(outcome, 0)
    #expect(outcome.errors.contains("1 of 2 lines"))
    #expect(outcome.errors.contains("line 1: provider"))
    expectStatus(
      try Program.run(["expose", "--stdin", "--strict"], input: input), 65)
  }

  @Test func aMissingFileIsSaid() throws {
    expectStatus(try Program.run(["expose", "/no/such/file.csv"]), 66)
  }
}
