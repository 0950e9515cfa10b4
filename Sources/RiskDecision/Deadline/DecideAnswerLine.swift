import Foundation
import RiskDomain

extension DecideAnswer {
  /// The line that `JSONEncoder` with sorted keys would write; nil where a text
  /// would need an escape or a number cannot be written.
  ///
  /// A launcher with a thousand jobs asks as often: the keys never change, and
  /// nearly every text is plain.
  var plainLine: Data? {
    guard let id = id.plainJSON, let chance = Self.json(meetDeadline),
      let every = Self.json(checkpointEveryHours),
      let usd = Self.json(expectedRemainingUSD),
      let pool = pool.map({ $0.key.plainJSON }) ?? "null",
      let reason = reason.plainJSON
    else { return nil }
    var line = "{\"action\":\""
    line.reserveCapacity(256 + reason.utf8.count)
    line += action.rawValue
    line += "\",\"checkpointEveryHours\":"
    line += every
    line += ",\"expectedRemainingUSD\":"
    line += usd
    line += ",\"id\":"
    line += id
    line += ",\"meetDeadline\":"
    line += chance
    line += ",\"pool\":"
    line += pool
    line += ",\"reason\":"
    line += reason
    line += "}"
    return Data(line.utf8)
  }

  private static func json(_ number: Double?) -> String? {
    guard let number else { return "null" }
    guard number.isFinite else { return nil }
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension DecideID {
  fileprivate var plainJSON: String? {
    switch self {
    case .text(let text): text.plainJSON
    case .integer(let number): String(number)
    }
  }
}

extension String {
  /// In quotation marks, where nothing needs an escape.
  fileprivate var plainJSON: String? {
    let isPlain = utf8.allSatisfy {
      $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C
    }
    return isPlain ? "\"" + self + "\"" : nil
  }
}
