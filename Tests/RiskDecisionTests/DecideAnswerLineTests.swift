import Foundation
import RiskDomain
import Testing

@testable import RiskDecision

/// The quick line is the encoder's, byte for byte.
struct DecideAnswerLineTests {
  private static func answer(
    id: DecideID = "r1", usd: Double? = 31.2, every: Double? = nil,
    chance: Double = 1, isOnPool: Bool = true, reason: String = "Stay on spot."
  ) -> DecideAnswer {
    DecideAnswer(
      id: id, action: isOnPool ? .spot : .wait,
      pool: isOnPool ? DecideFixture.pool : nil, checkpointEveryHours: every,
      expectedRemainingUSD: usd, meetDeadline: chance, reason: reason)
  }

  private func encoded(_ answer: DecideAnswer) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(answer)
  }

  @Test(arguments: [
    Self.answer(), Self.answer(id: .integer(-7), usd: nil, isOnPool: false),
    Self.answer(usd: 1e-7, every: 0.3333, chance: 0.25),
    Self.answer(usd: 123_456_789_012.25), Self.answer(usd: 0, chance: 0),
    Self.answer(usd: 3e22),
  ])
  func plainAnswersAreTheSame(answer: DecideAnswer) throws {
    #expect(try #require(answer.plainLine) == encoded(answer))
  }

  @Test(arguments: [
    Self.answer(id: "a\"b"), Self.answer(reason: "C:\\x"),
    Self.answer(reason: "line\nbreak"), Self.answer(id: "Zürich"),
  ])
  func othersAreLeftToTheEncoder(answer: DecideAnswer) throws {
    #expect(answer.plainLine == nil)
    #expect(try DecideLine.line(.success(answer)) == encoded(answer))
  }
}
