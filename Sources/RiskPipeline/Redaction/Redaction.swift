import Crypto
import Foundation
import RiskDomain
import RiskReport
import RiskStore

/// Names of jobs, people, accounts and resources, replaced by tokens.
///
/// A token is a digest under the database's own key (HMAC-SHA-256, the first 40
/// bits): the same name has the same token in every answer of one database, and
/// nobody who lacks the key can find the name by trying. An unkeyed digest of an
/// account id could be undone by trying all twelve-digit numbers.
public struct Redaction: Sendable {
  private let key: SymmetricKey

  /// Takes the database's key; where none can be read, such as in front of a
  /// damaged file, one that holds for this answer alone.
  public init(databasePath: String) {
    let store = try? RiskDatabase(path: databasePath, access: .readOnly)
    let bytes = try? store?.redactionKey()
    key = bytes.map { SymmetricKey(data: $0) } ?? SymmetricKey(size: .bits256)
  }

  /// The token of a name: lower-case letters, digits and a dash, which every
  /// form of output takes as it is.
  public func token(_ name: some StringProtocol) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Data(name.utf8), using: key)
    return "hidden-" + code.prefix(5).lowercaseHex
  }

  /// The text without e-mail addresses, account numbers of twelve digits, ARNs
  /// and EC2's names of instances, volumes and network interfaces.
  ///
  /// - Parameter names: also hidden, wherever they stand.
  public func text(_ text: String, names: [String] = []) -> String {
    var text = text
    // The longest first: one may be part of another.
    for name in Set(names).sorted(by: { ($1.count, $0) < ($0.count, $1) })
    where !name.isEmpty {
      text = text.replacing(name, with: token(name))
    }
    return patterns(in: text)
  }

  /// Replaces words that look like names of people, accounts or resources.
  private func patterns(in text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    var word: [UInt8] = []
    func close() {
      result += hidden(word)
      word.removeAll(keepingCapacity: true)
    }
    for byte in text.utf8 {
      if Self.isOfWord(byte) {
        word.append(byte)
      } else {
        if !word.isEmpty { close() }
        result.append(byte)
      }
    }
    close()
    return String(decoding: result, as: UTF8.self)
  }

  /// What stands for a word: itself where it names nobody.
  private func hidden(_ word: [UInt8]) -> [UInt8] {
    // Short words are the many, and none of them is a name of these kinds.
    guard word.count >= 5 else { return word }
    if word.starts(with: Array("arn:".utf8)) || Self.isAddress(word) {
      return Array(token(String(decoding: word, as: UTF8.self)).utf8)
    }
    var result: [UInt8] = []
    var part: [UInt8] = []
    func close() {
      result +=
        Self.isAccount(part) || Self.isResource(part)
        ? Array(token(String(decoding: part, as: UTF8.self)).utf8) : part
      part.removeAll(keepingCapacity: true)
    }
    for byte in word {
      if Self.isOfPart(byte) {
        part.append(byte)
      } else {
        close()
        result.append(byte)
      }
    }
    close()
    return result
  }

  private static func isOfPart(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
    default: byte >= 0x80
    }
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    // . _ % + @ : /
    isOfPart(byte)
      || [0x2E, 0x5F, 0x25, 0x2B, 0x40, 0x3A, 0x2F].contains(byte)
  }

  /// Something before an @, and behind it a name with a dot in it.
  private static func isAddress(_ word: [UInt8]) -> Bool {
    guard let at = word.firstIndex(of: 0x40), at > 0 else { return false }
    let host = word[(at + 1)...]
    guard let dot = host.firstIndex(of: 0x2E) else { return false }
    return dot > at + 1 && dot + 1 < word.count
  }

  private static func isAccount(_ part: [UInt8]) -> Bool {
    part.count == 12 && part.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// `i-`, `vol-` or `eni-` and 8 or 17 hexadecimal digits.
  private static func isResource(_ part: [UInt8]) -> Bool {
    guard let dash = part.firstIndex(of: 0x2D) else { return false }
    let digits = part[(dash + 1)...]
    return ["i", "vol", "eni"].contains(
      String(decoding: part[..<dash], as: UTF8.self))
      && [8, 17].contains(digits.count)
      && digits.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
      }
  }
}
