import Foundation
import RiskTestSupport
import Testing

/// Names that files and users bring along reach no shell, page, table,
/// spreadsheet or monitor unescaped.
struct HostileNamesTests {
  /// What a name may try: a page, a shell, a terminal, a spreadsheet, a
  /// format string, the direction of writing, a table, a buffer.
  static let names: [String] = [
    #""><script>alert(1)</script>"#, "' OR 1=1; DROP TABLE pool; --",
    "$(touch CANARY)", "`touch CANARY`", "'; touch CANARY; '",
    "a\nb\r\nc", "\u{1B}[2J\u{1B}]0;owned\u{7}", "\u{202E}gnp.exe\u{2066}",
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-1+1", "\t=1+1",
    "%n%n%s%x", "{{job}} {{{job}}}", "a,b;c|d", "--- !!python/object:x",
    "a: [b, *c, &d", "\u{0}x", "</style></svg><img src=x onerror=alert(1)>",
    String(repeating: "A", count: 10_000),
  ]

  /// A month of lives whose instances, jobs, gangs and teams have such names.
  private struct Month {
    var folder: String
    var database: String { folder + "/risk.sqlite" }
    var fixed: [String] {
      [
        "--db", database, "--as-of", SmallNight.first, "--generated-at",
        SmallNight.first,
      ]
    }

    init(in folder: String) throws {
      self.folder = folder
      let night = try SmallNight(in: folder)
      try night.deliverFirst()
      let day = "2026-01-12T"
      var rows: [[String]] = [
        [
          "pool", "requestedAt", "launchedAt", "instanceId", "endedAt", "exit",
          "job", "gang",
        ]
      ]
      for (number, name) in HostileNamesTests.names.enumerated() {
        let hour = number < 10 ? "0\(number)" : "\(number)"
        rows.append([
          "aws/us-west-2a/p3.2xlarge", "\(day)\(hour):00:00Z",
          "\(day)\(hour):02:00Z", name, "\(day)\(hour):40:00Z", "interrupted",
          name, name,
        ])
      }
      let csv = rows.map { row in
        row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
          .joined(separator: ",") + "\n"
      }.joined()
      try write(csv, to: "inbox/hostile.csv", in: folder)
      for (number, name) in HostileNamesTests.names.enumerated() {
        // A file's name holds neither / nor NUL, and 255 bytes at most.
        let legal = String(
          name.replacing("/", with: "_").replacing("\u{0}", with: "")
            .prefix(200))
        try write(
          Snippets.pricesWithBadRow.replacing("cheap", with: "no price"),
          to: "inbox/\(number) \(legal).json", in: folder)
      }
      // A bill names jobs and teams.
      var bill: [[String: String]] = []
      for (number, name) in HostileNamesTests.names.prefix(20).enumerated() {
        let tags = try String(
          decoding: JSONSerialization.data(
            withJSONObject: ["job": name, "team": name]), as: UTF8.self)
        let hour = number < 10 ? "0\(number)" : "\(number)"
        let until = number < 9 ? "0\(number + 1)" : "\(number + 1)"
        bill.append([
          "ChargePeriodStart": "2026-01-12 \(hour):00:00",
          "ChargePeriodEnd": "2026-01-12 \(until):00:00",
          "ResourceId": "\"" + name.replacing("\"", with: "\"\"") + "\"",
          "Tags": "\"" + tags.replacing("\"", with: "\"\"") + "\"",
        ])
      }
      try write(FOCUSText.text(bill), to: "inbox/focus.csv", in: folder)
    }
  }

  /// A job file whose name and labels are hostile, as JSON, which is YAML.
  private func job(_ name: String) throws -> String {
    let job: [String: Any] = [
      "name": name, "work": ["hours": 2],
      "pools": ["aws/us-west-2a/p3.2xlarge"],
      "checkpoint": ["continuous": true], "labels": ["team": name],
      "when": [
        "earliest": "2026-01-14T00:00:00Z", "deadline": "2026-01-15T00:00:00Z",
      ],
    ]
    return String(
      decoding: try JSONSerialization.data(withJSONObject: job), as: UTF8.self)
  }

  /// Nothing that moves a cursor or turns the direction of writing.
  private func expectPlain(_ text: String, _ place: String) {
    let bad = text.unicodeScalars.first { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar != "\n"
      case .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    #expect(bad == nil, "\(place): U+\(String(bad?.value ?? 0, radix: 16))")
  }

  private func expectPage(_ text: String, _ place: String) {
    for payload in [
      "<script>alert", "<img src=x", "\"><", "</style></svg><img",
    ] where text.contains(payload) {
      // The page has tags of its own, but none of these.
      #expect(payload == "\"><", "\(place): \(payload)")
    }
    #expect(!text.contains("\"><script"), "\(place)")
  }

  /// Rows of a CSV file by RFC 4180.
  private func cells(_ text: String) -> [[String]] {
    var rows: [[String]] = [[""]]
    var isQuoted = false
    for character in text {
      let row = rows.count - 1
      let cell = rows[row].count - 1
      switch character {
      case "\"":
        isQuoted.toggle()
        rows[row][cell].append(character)
      case "," where !isQuoted: rows[row].append("")
      case "\n" where !isQuoted: rows.append([""])
      default: rows[row][cell].append(character)
      }
    }
    return rows.dropLast()
  }

  private func expectTable(_ text: String, _ place: String) {
    let rows = cells(text)
    #expect(rows.count > 1, "\(place)")
    for row in rows {
      #expect(row.count == rows[0].count, "\(place): \(row.prefix(3))")
      for cell in row where Double(cell) == nil {
        let shown = cell.drop { $0 == "\"" }
        #expect(
          shown.first.map { !"=+-@\t\r".contains($0) } ?? true,
          "\(place): \(cell.prefix(40))")
      }
    }
  }

  private func expectJSON(_ data: Data, _ place: String) throws {
    #expect(
      (try? JSONSerialization.jsonObject(with: data)) != nil, "\(place)")
    // RFC 8259, section 7: control characters must be escaped.
    #expect(
      !data.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x20 }, "\(place)")
  }

  @Test func factsOfHostileNamesAreShownHarmlessly() throws {
    try withTemporaryFolder { folder in
      let month = try Month(in: folder)
      let read = try Program.run(["ingest", folder + "/inbox"] + month.fixed)
      expectStatus(read, 0)
      expectPlain(read.text, "ingest")
      expectPlain(read.errors, "ingest, messages")
      expectStatus(try Program.run(["fit", "--quiet"] + month.fixed), 0)
      let tables: [[String]] = [
        ["status"], ["status", "--rejected", "--verbose"],
        ["forecast", "--allow-stale"], ["verify"],
        ["cost", "--by", "event,job,pool,team,day", "--top", "100"],
        ["alerts"],
      ]
      for arguments in tables {
        let outcome = try Program.run(arguments + month.fixed)
        #expect([0, 2].contains(outcome.status), "\(outcome.errors)")
        expectPlain(outcome.text, "\(arguments)")
        expectPlain(outcome.errors, "\(arguments)")
      }
      for arguments in tables
      where arguments.count < 3 || arguments[0] == "cost" {
        let outcome = try Program.run(arguments + ["--json"] + month.fixed)
        #expect([0, 2].contains(outcome.status), "\(outcome.errors)")
        try expectJSON(outcome.output, "\(arguments)")
      }
      let costs = try Program.run(
        ["cost", "--by", "event,job,team", "--format", "csv"] + month.fixed)
      expectStatus(costs, 0)
      expectTable(costs.text, "cost")
      // The names did arrive: as many events as there are names.
      let events = try JSONAnswer(
        Program.run(
          ["cost", "--by", "event", "--json"] + month.fixed
        ).output
      ).array("events")
      let found = Set(events.compactMap { $0["instanceID"] as? String })
      #expect(found.contains("$(touch CANARY)"))
      #expect(found.contains("`touch CANARY`"))

      let page = folder + "/page.html"
      expectStatus(
        try Program.run(
          ["report", "--allow-stale", "--out", page] + month.fixed), 0)
      let html = try String(contentsOfFile: page, encoding: .utf8)
      expectPage(html, "report")
      #expect(html.contains("&lt;script&gt;alert(1)"))
    }
  }

  @Test func jobsOfHostileNamesAreExportedHarmlessly() throws {
    try withTemporaryFolder { folder in
      let month = try Month(in: folder)
      expectStatus(
        try Program.run(
          ["ingest", folder + "/inbox/a.csv", folder + "/inbox/a.json"]
            + month.fixed), 0)
      expectStatus(try Program.run(["fit", "--quiet"] + month.fixed), 0)
      // All in one name, and those alone that do harm at its beginning.
      let names =
        [Self.names.joined(), Self.names.dropLast().joined()]
        + Self.names.filter { "=@\t$".contains($0.prefix(1)) }
      for (number, name) in names.enumerated() {
        let path = try write(job(name), to: "job-\(number).json", in: folder)
        let out = folder + "/exports-\(number)"
        for format in ["markdown", "json"] {
          let outcome = try Program.run(
            ["recommend", "--job", path, "--format", format] + month.fixed)
          #expect(
            [0, 2, 78].contains(outcome.status),
            "\(number) \(format): \(outcome.errors.prefix(200))")
          if outcome.status == 78 { continue }
          if format == "json" {
            try expectJSON(outcome.output, "recommend")
          } else {
            expectPlain(outcome.text, "recommend \(number) \(format)")
          }
        }
        for target in ["slurm", "torchrun", "csv"] {
          let outcome = try Program.run(
            ["export", "--for", target, "--job", path, "--out", out]
              + month.fixed)
          #expect(
            [0, 2, 78].contains(outcome.status),
            "\(target): \(outcome.errors.prefix(200))")
          expectPlain(outcome.errors, target)
        }
        let made =
          (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
        for file in made {
          #expect(file.count < 80 && !file.contains(".."), "\(file)")
          let text = try String(
            contentsOfFile: out + "/" + file, encoding: .utf8)
          if file.hasSuffix(".json") {
            try expectJSON(Data(text.utf8), file)
          } else {
            expectPlain(text, file)
          }
          if file.hasSuffix(".csv") { expectTable(text, file) }
          if file.hasSuffix(".sh") { try expectNoCanary(out + "/" + file) }
        }
      }
    }
  }

  /// Runs a script whose command does nothing: a name that breaks out of its
  /// quotes or comment would leave a file behind.
  private func expectNoCanary(_ script: String) throws {
    try withTemporaryFolder { folder in
      let text = try String(contentsOfFile: script, encoding: .utf8)
      let harmless = text.replacing("srun train.sh", with: "true")
        .replacing("torchrun ", with: "true ")
      try write(harmless, to: "script.sh", in: folder)
      let outcome = try Program.run(
        ["-c", "cd \"$1\" && bash script.sh", "sh", folder],
        executable: "/bin/sh")
      expectStatus(outcome, 0)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder)
          == ["script.sh"], "\(script)")
    }
  }

  @Test func rulesOfHostileNamesRingHarmlessly() throws {
    try withTemporaryFolder { folder in
      let month = try Month(in: folder)
      expectStatus(
        try Program.run(
          ["ingest", folder + "/inbox/a.csv"] + month.fixed), 0)
      let rules = Self.names.map { name in
        ["name": name, "kind": "staleData", "fireAbove": 0.0001]
          as [String: Any]
      }
      let path = try write(
        String(
          decoding: JSONSerialization.data(withJSONObject: ["rules": rules]),
          as: UTF8.self), to: "rules.json", in: folder)
      let webhook = folder + "/webhook.json"
      for format in ["table", "json", "prometheus"] {
        let outcome = try Program.run(
          ["alerts", "--rules", path, "--format", format, "--webhook", webhook]
            + month.fixed)
        expectStatus(outcome, 2)
        if format == "json" {
          try expectJSON(outcome.output, "alerts")
        } else {
          expectPlain(outcome.text, "alerts \(format)")
        }
        if format == "prometheus", let promtool = Promtool.path {
          expectStatus(
            try Program.run(
              ["check", "metrics"], input: outcome.output,
              executable: promtool), 0)
        }
      }
      try expectJSON(Data(contentsOf: URL(filePath: webhook)), "webhook")
    }
  }

  @Test func argumentsOfHostileNamesAreToldHarmlessly() throws {
    for name in Self.names where !name.contains("\u{0}") {
      for arguments in [
        ["status", "--db", "/nowhere/" + name], ["ingest", "/nowhere/" + name],
        ["forecast", "--as-of", name],
      ] {
        let outcome = try Program.run(arguments)
        #expect(outcome.status != 0)
        expectPlain(outcome.text + outcome.errors, "\(arguments[0...1])")
      }
    }
  }
}
