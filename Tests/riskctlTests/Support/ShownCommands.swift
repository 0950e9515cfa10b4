import Foundation
import RiskTestSupport

/// A command line that a page shows to its readers.
struct ShownCommand: CustomStringConvertible {
  /// Path below the source tree, or the verb whose help it is.
  var page: String
  /// As it stands there, continued lines joined.
  var text: String
  /// Whether it stands in a block of its own, to be typed as it is; otherwise
  /// a sentence mentions it, and it may lack what is needed.
  var isWhole: Bool

  var description: String { "\(page): \(text)" }
}

/// Finds command lines in pages and in help.
enum ShownCommands {
  /// Of every page that speaks to users.
  static func pages() throws -> [ShownCommand] {
    let root = SourceTree.root
    var paths = ["README.md", "CHANGELOG.md", "Data/samples/README.md"]
    let docs = root + "/Notebooks-free-docs"
    let files = FileManager.default.enumerator(atPath: docs)
    while let file = files?.nextObject() as? String {
      if file.hasSuffix(".md") { paths.append("Notebooks-free-docs/" + file) }
    }
    return try paths.sorted().flatMap { path in
      commands(
        try String(contentsOfFile: root + "/" + path, encoding: .utf8),
        page: path)
    }
  }

  /// Of a Markdown text: in blocks, and in sentences between backquotes.
  static func commands(_ text: String, page: String) -> [ShownCommand] {
    var result: [ShownCommand] = []
    var prose = ""
    var isBlock = false
    var isShell = false
    var started: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isBlock.toggle()
        let language = line.dropFirst(3)
        isShell =
          isBlock && ["", "sh", "bash", "console"].contains(String(language))
        started = nil
        continue
      }
      guard isBlock else {
        prose += line + "\n"
        continue
      }
      guard isShell else { continue }
      var words = line.trimmingCharacters(in: .whitespaces)
      if words.hasPrefix("$ ") { words.removeFirst(2) }
      if let begun = started { words = begun + " " + words }
      started = nil
      // Only the last command of a pipeline may be ours.
      if let pipe = words.range(of: "| riskctl ") {
        words = "riskctl " + words[pipe.upperBound...]
      }
      guard words.hasPrefix("riskctl ") else { continue }
      if words.hasSuffix("\\") {
        started = String(words.dropLast()).trimmingCharacters(in: .whitespaces)
      } else {
        result.append(ShownCommand(page: page, text: words, isWhole: true))
      }
    }
    let spans = prose.split(separator: "`", omittingEmptySubsequences: false)
    for (index, span) in spans.enumerated() where index % 2 == 1 {
      let words = span.split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
      guard words.hasPrefix("riskctl ") else { continue }
      result.append(ShownCommand(page: page, text: words, isWhole: false))
    }
    return result
  }
}

extension ShownCommand {
  /// The words after `riskctl`, once for each choice between alternatives, of
  /// a synopsis with everything that is optional in it.
  var calls: [[String]] {
    var text = self.text
    // A comment, a redirection and what comes after are the shell's.
    for end in [" #", " > ", " && ", " | jq", " < "] {
      if let range = text.range(of: end) {
        text = String(text[..<range.lowerBound])
      }
    }
    for sign in ["...", "…"] { text = text.replacing(sign, with: "") }
    var calls = [""]
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "[") {
      let before = rest[..<open]
      let close = rest[open...].firstIndex(of: "]") ?? rest.endIndex
      let choices = rest[rest.index(after: open)..<close].split(
        separator: " | ")
      calls = calls.flatMap { call in
        choices.map { call + before + $0 }
      }
      rest = close < rest.endIndex ? rest[rest.index(after: close)...] : ""
    }
    return calls.map { Self.words($0 + rest) }.map { Array($0.dropFirst()) }
  }

  /// Words as a shell splits them.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open {
          quote = nil
        } else {
          word = (word ?? "") + String(character)
        }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
