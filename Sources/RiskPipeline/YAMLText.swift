import Yams

/// Reads the YAML that people write.
enum YAMLText {
  /// Aliases that a file may have.
  ///
  /// Each may stand for what holds others: 40 of them make a key of 2^20
  /// parts, and comparing such keys does not end. 12 multiply a file by 81.
  static let aliasLimit = 12

  /// The document in a text; nil of an empty one.
  ///
  /// - Parameter file: what it is called in an error, "job file".
  static func compose(
    _ text: String, of file: String
  ) throws(JobFileError) -> Node? {
    guard aliasCount(text) <= aliasLimit else {
      throw JobFileError(
        "The \(file) repeats parts of itself by more than \(aliasLimit) "
          + "aliases (*name). Write them out.")
    }
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw JobFile.syntax(error, of: file)
    } catch {
      throw JobFileError("The \(file) is no YAML: \(error)")
    }
  }

  /// Aliases, and what looks like them in comments and blocks of text; 0 where
  /// nothing looks like an anchor.
  private static func aliasCount(_ text: String) -> Int {
    var anchors = 0
    var aliases = 0
    var last: UInt8 = 0x0A
    var mark: UInt8 = 0
    for byte in text.utf8 {
      // An alias begins a value: behind blanks and brackets, before a name.
      if mark != 0, !" \t\r\n,[]{}*&".utf8.contains(byte) {
        if mark == UInt8(ascii: "*") { aliases += 1 } else { anchors += 1 }
      }
      let begins = " \t\r\n,[{:?-".utf8.contains(last)
      let isMark = byte == UInt8(ascii: "*") || byte == UInt8(ascii: "&")
      mark = begins && isMark ? byte : 0
      last = byte
    }
    return anchors == 0 ? 0 : aliases
  }
}
