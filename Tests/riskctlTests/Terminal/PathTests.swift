import Foundation
import RiskTestSupport
import Testing

/// What may lie at a path: the exit code and the sentence of each.
struct PathTests {
  /// One thing at a path.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Makes the thing in a folder and says what to ingest of it.
    var make: @Sendable (_ folder: String) throws -> [String]
    var input: Data?
    var status: Int32
    /// All lines of standard error; FOLDER stands for the folder's path.
    var errors: [String]
    /// Rows that were loaded.
    var new: Int

    init(
      _ name: String, status: Int32, new: Int, errors: [String],
      input: Data? = nil,
      make: @escaping @Sendable (String) throws -> [String]
    ) {
      testDescription = name
      self.make = make
      self.input = input
      self.status = status
      self.errors = errors
      self.new = new
    }
  }

  private static func folder(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
  }

  private static func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: target)
  }

  /// A file of /proc that nobody may read at offset 0, not even root.
  private static let unreadable = "/proc/self/mem"

  /// A folder with two prices, and more.
  private static func inbox(
    _ folder: String, _ more: (String) throws -> Void
  ) throws -> [String] {
    let inbox = folder + "/in"
    try Self.folder(inbox)
    try write(Snippets.prices, to: "prices.json", in: inbox)
    try more(inbox)
    return [inbox]
  }

  static let cases: [Case] = [
    Case(
      "a link that leads to itself, in a folder", status: 0, new: 2,
      errors: [
        "in/loop: skipped: a link that leads nowhere. Remove or mend it."
      ]
    ) { try inbox($0) { try link($0 + "/loop", to: $0 + "/loop") } },
    Case(
      "a link to the folder above", status: 0, new: 2,
      errors: [
        "in/up: skipped: a link to a folder is not followed. Name the folder "
          + "itself."
      ]
    ) { try inbox($0) { try link($0 + "/up", to: "..") } },
    Case(
      "a link to a file", status: 0, new: 2, errors: []
    ) { folder in
      try write(Snippets.prices, to: "prices.json", in: folder)
      try Self.folder(folder + "/in")
      try link(folder + "/in/linked.json", to: "../prices.json")
      return [folder + "/in"]
    },
    Case(
      "a link that leads to itself, named", status: 66, new: 0,
      errors: ["riskctl: FOLDER/loop: the links lead in a circle"]
    ) {
      try link($0 + "/loop", to: $0 + "/loop")
      return [$0 + "/loop"]
    },
    Case(
      "a pipe in a folder", status: 0, new: 2,
      errors: [
        "in/pipe: skipped: a pipe, socket or device. Name a pipe directly to "
          + "read it."
      ]
    ) { try inbox($0) { #expect(mkfifo($0 + "/pipe", 0o600) == 0) } },
    Case(
      "an unreadable file among good ones", status: 74, new: 2,
      errors: [
        "in/locked.csv: not loaded: cannot be read: input/output error. Check "
          + "the file's permissions.",
        "riskctl: 1 of 2 files could not be loaded.",
      ]
    ) { try inbox($0) { try link($0 + "/locked.csv", to: unreadable) } },
    Case(
      "a folder named like a file", status: 0, new: 2, errors: []
    ) { folder in
      let inner = folder + "/in/part-1.csv"
      try Self.folder(inner)
      try write(Snippets.prices, to: "prices.json", in: inner)
      return [folder + "/in"]
    },
    Case(
      "standard input", status: 0, new: 2, errors: [],
      input: Data(Snippets.prices.utf8)
    ) { _ in ["-"] },
    Case(
      "empty standard input", status: 65, new: 0,
      errors: [
        "-: not loaded: the file is empty. Export it again.",
        "riskctl: 1 of 1 file could not be loaded.",
      ]
    ) { _ in ["-"] },
    Case(
      "an empty file, named", status: 65, new: 0,
      errors: [
        "empty.csv: not loaded: the file is empty. Export it again.",
        "riskctl: 1 of 1 file could not be loaded.",
      ]
    ) { [try write("", to: "empty.csv", in: $0)] },
    Case(
      "an empty file in a folder", status: 0, new: 2,
      errors: ["in/empty.csv: skipped: the file is empty. Export it again."]
    ) { try inbox($0) { try write("", to: "empty.csv", in: $0) } },
    Case(
      "a file of ours that breaks off, in a folder", status: 65, new: 2,
      errors: [
        "in/torn.json: not loaded: broken JSON after record 0: byte 23: ',' "
          + "does not belong there. Export the file again.",
        "riskctl: 1 of 2 files could not be loaded.",
      ]
    ) {
      try inbox($0) {
        try write("{\"SpotPriceHistory\": [,}", to: "torn.json", in: $0)
      }
    },
    Case(
      "an empty folder", status: 65, new: 0,
      errors: ["riskctl: There is no file in what was named."]
    ) {
      try Self.folder($0 + "/in")
      return [$0 + "/in"]
    },
    Case(
      "a folder of companions alone", status: 65, new: 0,
      errors: [
        "in/.DS_Store: skipped: hidden",
        "in/_SUCCESS: skipped: a marker, not data",
        "riskctl: There is no file in what was named.",
      ]
    ) { folder in
      try Self.folder(folder + "/in")
      try write("x", to: ".DS_Store", in: folder + "/in")
      try write("", to: "_SUCCESS", in: folder + "/in")
      return [folder + "/in"]
    },
    Case(
      "companions beside data do not fail --strict", status: 0, new: 2,
      errors: [
        "in/.DS_Store: skipped: hidden",
        "in/README.md: skipped: notes for people",
        "in/_SUCCESS: skipped: a marker, not data",
        "in/prices.json.md5: skipped: check sums",
        "in/r-Manifest.json: skipped: a manifest: the parts say the same",
      ]
    ) {
      try inbox($0) {
        for name in [".DS_Store", "README.md", "_SUCCESS", "prices.json.md5"] {
          try write("x", to: name, in: $0)
        }
        try write("{\"reportKeys\": []}", to: "r-Manifest.json", in: $0)
      } + ["--strict"]
    },
    Case(
      "a name with a line break and an escape sequence", status: 0, new: 2,
      errors: ["in/a\\u{a}\\u{1b}[31m b.txt: skipped: no known format"]
    ) { try inbox($0) { try write("x", to: "a\n\u{1B}[31m b.txt", in: $0) } },
    Case(
      "a name in another script with blanks", status: 65, new: 0,
      errors: [
        "Überblick 価格.json: not loaded: the file is empty. Export it "
          + "again.",
        "riskctl: 1 of 1 file could not be loaded.",
      ]
    ) { [try write("", to: "Überblick 価格.json", in: $0)] },
    Case(
      "a file of another kind than --format says", status: 65, new: 0,
      errors: [
        "prices.json:1 column provider: the value is missing. Row set aside.",
        "prices.json:2 column provider: the value is missing. Row set aside.",
        "2 of 2 rows were set aside. See them with `riskctl status "
          + "--rejected`.",
        "prices.json: none of its 2 rows could be read as launches. Check "
          + "--format and the options.",
        "riskctl: 1 of 1 file could not be loaded.",
      ]
    ) {
      let rows = Snippets.prices.split(separator: "[", maxSplits: 1)[1]
        .replacing("]}", with: "]")
      return [
        try write("[" + rows, to: "prices.json", in: $0), "--format",
        "launches",
      ]
    },
    Case(
      "a file that was there a moment ago, and one of no name", status: 66,
      new: 0, errors: ["riskctl: No such file or folder: FOLDER/a\\u{a}b"]
    ) { [$0 + "/a\nb"] },
  ]

  @Test(arguments: cases)
  func isLoadedOrNamed(thing: Case) throws {
    try withTemporaryFolder { folder in
      let database = folder + "/risk.sqlite"
      let outcome = try Program.run(
        ["ingest", "--json", "--db", database] + thing.make(folder),
        input: thing.input)
      expectStatus(outcome, thing.status)
      let said = outcome.errors.split(separator: "\n").map {
        String($0)
          .replacing(folder, with: "FOLDER")
      }
      #expect(said == thing.errors)
      let new =
        outcome.output.isEmpty
        ? 0
        : try JSONAnswer(outcome.output).array("files").reduce(0) {
          $0 + ($1["new"] as? Int ?? 0)
        }
      #expect(new == thing.new)
    }
  }

  @Test func aPipeNamedDirectlyIsReadOnce() throws {
    try withTemporaryFolder { folder in
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      let writer = Thread {
        try? Data(Snippets.prices.utf8).write(to: URL(filePath: pipe))
      }
      writer.start()
      let outcome = try Program.run(
        ["ingest", pipe, "--db", folder + "/risk.sqlite"])
      expectStatus(outcome, 0)
      #expect(outcome.text.contains("2 rows read, 2 new."))
    }
  }
}
