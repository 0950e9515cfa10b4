import ArgumentParser
import Foundation
import RiskTestSupport
import Testing

@testable import riskctl

/// README, guides and `--help` show commands that exist: every line is read by
/// the program's own parser, and run where a small month can serve it.
struct ShownCommandsTests {
  /// What stands in pages for something of the reader's own.
  private static let placeholders = [
    "T": "2026-01-14T00:00:00Z", "N": "2", "X": "0.5", "P": "aws",
    "TZ": "UTC", "GLOB": "aws/*", "PATH": "inbox", "DIR": "out",
    "FILE": "JOB.yaml", "TARGET": "json", "VERB": "status",
    "table|json|prometheus": "json",
    "FOLDER/truth.json": "month/truth.json", "NAME=VALUE": "namespace=ml",
    "$(date -u +%FT%TZ)": "2026-01-14T00:00:00Z", "$PWD": ".",
  ]
  /// The same for one option.
  private static let values = [
    "--spec": "spec.json", "--rules": "rules.yaml", "--plan": "plan.json",
    "--webhook": "webhook.json",
    "--truth": "month/truth.json", "--until": "2026-01-15T00:00:00Z",
  ]
  /// What sentences leave out when they mention a verb.
  private static let needed: [String: [String]] = [
    "expose": ["--stdin"],
    "ingest": ["inbox"], "recommend": ["--job", "JOB.yaml"],
    "decide": ["--job", "JOB.yaml"], "export": ["--for", "json"],
    "simulate": ["--out", "out"], "report": ["--out", "page.html"],
    "nightly": ["--config", "nightly.yaml"],
    "purge": ["--before", "2026-01-01T00:00:00Z"],
    "survival": [
      "--input", "table.csv", "--time", "week", "--event", "arrest",
      "--family", "kaplan-meier",
    ],
  ]
  /// Values of options that a sentence mentions by name alone.
  private static let mentioned = [
    "--time-zone": "UTC", "--truth": "month/truth.json", "--spec": "spec.json",
    "--pool": "aws/*",
  ]

  /// The words with placeholders resolved.
  private func resolved(_ words: [String]) -> [String] {
    words.enumerated().map { index, word in
      let option = index > 0 ? words[index - 1] : ""
      if Self.placeholders[word] != nil, let value = Self.values[option] {
        return value
      }
      return Self.placeholders[word] ?? word
    }
  }

  /// Why the program's parser refuses the words; nil where it takes them.
  private func refusal(_ words: [String]) -> String? {
    do {
      _ = try RiskCtl.parseAsRoot(words)
      return nil
    } catch {
      // Help is an answer.
      return RiskCtl.exitCode(for: error) == .success
        ? nil : RiskCtl.message(for: error)
    }
  }

  @Test func everyLineOfThePagesIsUnderstood() throws {
    let shown = try ShownCommands.pages()
    #expect(shown.count { $0.isWhole } >= 30)
    #expect(shown.count { !$0.isWhole } >= 80)
    for command in shown {
      for call in command.calls { try expectUnderstood(call, in: command) }
    }
  }

  @Test func everyLineOfTheHelpIsUnderstood() throws {
    var found = 0
    for verb in RiskCtl.configuration.subcommands {
      let name = try #require(verb.configuration.commandName)
      let help = RiskCtl.helpMessage(for: verb, columns: 4000)
      for command in ShownCommands.commands(help, page: name) {
        found += 1
        for call in command.calls { try expectUnderstood(call, in: command) }
      }
    }
    #expect(found > 0)
  }

  private func expectUnderstood(
    _ call: [String], in command: ShownCommand
  ) throws {
    var words = resolved(call)
    if !command.isWhole {
      if let last = words.last, let value = Self.mentioned[last] {
        words.append(value)
      }
      let verb = words.first ?? ""
      for word in Self.needed[verb] ?? [] {
        // An option that stands there already needs no second value.
        let needed = Self.needed[verb] ?? []
        if word.hasPrefix("--"), words.contains(word) { break }
        if !word.hasPrefix("--"), verb == "ingest", words.count > 1,
          words.dropFirst().contains(where: {
            !$0.hasPrefix("--") && $0 != "UTC"
          })
        {
          continue
        }
        words.append(word)
        if needed.isEmpty { break }
      }
    }
    let reason = refusal(words)
    #expect(reason == nil, "\(command)\n\(words)\n\(reason ?? "")")
  }

  /// An option, a verb and a value that do not exist are found.
  @Test(arguments: [
    "riskctl status --rejectd", "riskctl stauts", "riskctl cost --by month",
    "riskctl forecast --format yaml", "riskctl export --for",
  ])
  func aLineThatDoesNotExistIsFound(line: String) throws {
    let command = try #require(
      ShownCommands.commands("```\n\(line)\n```", page: "here").first)
    #expect(refusal(resolved(command.calls[0])) != nil)
  }

  @Test func synopsesAndPipelinesAreRead() throws {
    let text = """
      ```sh
      zcat a.gz | riskctl ingest - --format launches
      riskctl purge --before T [--dry-run | --compact] [--json]
      riskctl ingest counts.txt \\
        --zone us-east1-b   # the trace's
      riskctl.dev is no command
      ```
      Say `riskctl forecast
      --pool 'aws/us west*'`.
      """
    let commands = ShownCommands.commands(text, page: "here")
    #expect(
      commands.map(\.calls) == [
        [["ingest", "-", "--format", "launches"]],
        [
          ["purge", "--before", "T", "--dry-run", "--json"],
          ["purge", "--before", "T", "--compact", "--json"],
        ],
        [["ingest", "counts.txt", "--zone", "us-east1-b"]],
        [["forecast", "--pool", "aws/us west*"]],
      ])
    #expect(commands.map(\.isWhole) == [true, true, true, false])
  }

  /// Runs the lines that the small month and a few files beside it can serve;
  /// files of the reader's own are missing, and their lines are only read.
  @Test func linesThatTheSampleServesRun() throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      try prepare(folder, month)
      var ran: Set<String> = []
      var done: Set<[String]> = []
      for command in try ShownCommands.pages() where command.isWhole {
        for call in command.calls {
          let words = resolved(call)
          guard serves(words, in: folder), done.insert(words).inserted else {
            continue
          }
          let outcome = try run(words, in: folder)
          // 2 is a valid no, as of an alert that rings.
          #expect(
            outcome.status == 0 || outcome.status == 2,
            "\(command): \(outcome.status) \(outcome.errors)")
          ran.insert(words[0])
        }
      }
      #expect(
        ran.isSuperset(of: [
          "alerts", "cost", "export", "forecast", "ingest", "purge",
          "recommend", "simulate", "status", "verify",
        ]), "\(ran.sorted())")
    }
  }

  private func prepare(_ folder: String, _ month: SmallMonth) throws {
    let files = FileManager.default
    try files.copyItem(atPath: month.database, toPath: folder + "/risk.sqlite")
    try write(SmallMonth.job, to: "JOB.yaml", in: folder)
    try files.copyItem(
      atPath: SourceTree.root + "/Data/rules/default.yaml",
      toPath: folder + "/rules.yaml")
    try files.copyItem(
      atPath: SourceTree.root + "/Models/specs/default.json",
      toPath: folder + "/spec.json")
    try files.createDirectory(
      atPath: folder + "/inbox", withIntermediateDirectories: true)
    for place in ["prices.json", "inbox/prices.json"] {
      try write(Snippets.prices, to: place, in: folder)
    }
    let plan = try run(
      ["recommend", "--job", "JOB.yaml", "--json", "--output", "plan.json"],
      in: folder)
    expectStatus(plan, 0)
  }

  /// Whether every file that the words name is there, and the run is short.
  private func serves(_ words: [String], in folder: String) -> Bool {
    let verb = words.first ?? ""
    // Backtests fit a month several times; their own tests run them.
    guard !["backtest", "fit", "decide", "survival"].contains(verb) else {
      return false
    }
    let inputs = [
      "--job", "--rules", "--spec", "--truth", "--plan", "--config",
    ]
    var named: [String] = zip(words, words.dropFirst())
      .filter { inputs.contains($0.0) }.map(\.1)
    if verb == "ingest" {
      var isValue = true
      for word in words {
        if !isValue, !word.hasPrefix("--") { named.append(word) }
        isValue =
          word.hasPrefix("--") && !["--strict", "--json"].contains(word)
      }
    }
    return named.allSatisfy {
      FileManager.default.fileExists(atPath: folder + "/" + $0)
    }
  }

  private func run(
    _ words: [String], in folder: String
  ) throws -> Program.Outcome {
    var words = words
    if words[0] == "simulate" {
      words += ["--days", "2", "--quiet"]
    } else if words[0] != "help" {
      words += [
        "--as-of", SmallMonth.end, "--generated-at", SmallMonth.stamp,
      ]
    }
    // The program takes paths from the folder that it is started in.
    return try Program.run(
      ["-c", "cd \"$0\" && exec \"$@\"", folder, Program.path] + words,
      environment: ["RISKCTL_DB": folder + "/risk.sqlite"],
      executable: "/bin/sh")
  }
}
