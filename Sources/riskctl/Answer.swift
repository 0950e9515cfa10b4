import Foundation
import RiskPipeline
import RiskReport

/// Where a verb's answer goes: standard output or a file, never both.
enum Answer {
  /// Writes the whole answer.
  static func write(_ data: Data, options: CommonOptions) throws {
    let data = options.redacted(data)
    if let path = options.output {
      try AtomicFile.write(data, to: path)
    } else {
      try standardOutput(data)
    }
  }

  /// Writes text of another program's form, as it is.
  static func write(_ text: String, options: CommonOptions) throws {
    try write(Data(text.utf8), options: options)
  }

  /// Writes a text for people: to a file as it is, to a terminal as it fits.
  static func show(_ text: String, options: CommonOptions) throws {
    let text = PlainText.escapedLines(text)
    try write(
      options.output == nil ? Terminal.answers.fitted(text) : text,
      options: options)
  }

  /// Writes a document where JSON is asked for, else the text for people.
  static func show(
    _ text: @autoclosure () -> String, document: some Encodable,
    options: CommonOptions, isJSON: Bool? = nil
  ) throws {
    if isJSON ?? options.json {
      try write(CanonicalJSON.pretty(document), options: options)
    } else {
      try show(text(), options: options)
    }
  }

  /// Writes to standard output without buffering behind our back.
  static func standardOutput(_ data: Data) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: data)
    } catch {
      let reason = (error as? CocoaError)?.underlying as? POSIXError
      throw Failure(
        .io,
        "Standard output cannot be written"
          + (reason.map {
            " (\(String(cString: strerror($0.code.rawValue)).lowercased()))"
          } ?? "")
          + ". The answer is incomplete: free space there, or name a file with "
          + "--output.")
    }
  }

  /// Writes a line to standard error.
  static func note(_ text: String) {
    let line = PlainText.escapedLines(text) + "\n"
    FileHandle.standardError.write(Data(line.utf8))
  }
}
