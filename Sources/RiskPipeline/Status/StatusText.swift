import RiskDomain
import RiskExposure
import RiskReport

extension StatusReport {
  /// The tables that a person reads.
  ///
  /// - Parameter everything: all pools instead of the 20 with most hours at
  ///   risk, and every row that was set aside.
  public func text(everything: Bool) -> String {
    var text =
      "Database \(PlainText.escaped(database)), data through "
      + "\(dataThrough?.rfc3339 ?? "(no facts)")\n\n"
    if !sources.isEmpty { text += sourcesTable + "\n" + exposureTable }
    text +=
      Counted.of(pools.count, "pool") + ", "
      + Counted.of(billingRows, "billing row") + ", "
      + Counted.of(events, "event") + ", "
      + Counted.of(instances, "described instance") + ", "
      + Counted.of(offerings, "offering")
      + "\n\(marketsLine)\(logsLine)\n"
    text += billedTable
    text += poolsTable(all: everything)
    if let model {
      text += Paragraph.wrapped(
        "Model \(model.family) \(model.digest.prefix(12)), fitted on data "
          + "through \(model.fitAsOf): "
          + Counted.of(model.interruptions, "interruption")
          + " in \(NumberText.grouped(model.hoursAtRisk, 0)) "
          + "instance-hours.")
    } else {
      text += "No model is fitted. Fit one with `riskctl fit`.\n"
    }
    text += backtestsText + runsTable + nightlyText
    for warning in warnings { text += Self.paragraph(warning) }
    if let missing = MissingParts.sentence(missingParts, redacted: false) {
      text += Paragraph.wrapped("Warning: " + missing, width: 78, indent: 2)
    }
    for note in notes { text += Paragraph.wrapped("Note: " + note) }
    if setAside > 0 {
      text += Counted.of(setAside, "row is", "rows are") + " set aside"
      text += rejectedReasons == nil ? "; list them with --rejected.\n" : ":\n"
    }
    if everything, let rejected {
      text += rejected.map(Self.line).joined()
    } else if let rejectedReasons {
      text += rejectedReasons.map(Self.paragraph).joined()
    }
    return text
  }

  private var sourcesTable: String {
    var table = TextTable([
      ("format", .left), ("files", .right), ("facts", .right),
      ("aside", .right), ("span (UTC)", .left), ("age", .right),
    ])
    for source in sources {
      table.add([
        source.format, NumberText.count(source.files),
        NumberText.count(source.facts), NumberText.count(source.setAside),
        DateSpan.text(source.first, source.last),
        source.ageHours.map { DurationText.short(hours: max($0, 0)) } ?? "-",
      ])
    }
    return table.text
  }

  /// Which sources say how long instances were at risk; empty of none.
  private var exposureTable: String {
    var table = TextTable([
      ("exposure from", .left), ("hours at risk", .right),
      ("interruptions", .right),
    ])
    for source in sources where source.hoursAtRisk > 0 {
      table.add([
        source.format, NumberText.grouped(source.hoursAtRisk, 0),
        NumberText.count(source.interruptions),
      ])
    }
    return table.isEmpty ? "" : table.text + "\n"
  }

  private func poolsTable(all: Bool) -> String {
    var table = TextTable([
      ("pool", .left), ("prices", .right), ("spells", .right),
      ("lost", .right), ("cap", .right), ("hours", .right),
      ("S(1h)", .right), ("S(6h)", .right),
    ])
    let sorted = pools.sorted {
      ($0.hoursAtRisk, $1.pool) > ($1.hoursAtRisk, $0.pool)
    }
    let shown = (all ? sorted : Array(sorted.prefix(20)))
      .sorted { $0.pool < $1.pool }
    var zone: String?
    for pool in shown {
      let here = pool.pool.provider.rawValue + "/" + pool.pool.zone
      if here != zone {
        table.add([here, "", "", "", "", "", "", ""])
        zone = here
      }
      let type = pool.pool.instanceType
      table.add([
        "  " + (pool.pool.os == "linux" ? type : type + "/" + pool.pool.os),
        NumberText.count(pool.prices), NumberText.count(pool.spells),
        NumberText.count(pool.interruptions),
        NumberText.count(pool.lifetimeCaps),
        NumberText.fixed(pool.hoursAtRisk, 0),
        NumberText.fixed(pool.survival1h, 3),
        NumberText.fixed(pool.survival6h, 3),
      ])
    }
    let more = pools.count - shown.count
    return table.text
      + (more > 0
        ? "and " + Counted.of(more, "pool") + " more: see --verbose\n\n" : "\n")
  }

  private var runsTable: String {
    guard !runs.isEmpty else { return "" }
    return "Last runs\n"
      + runs.map { run in
        let detail = run.detail.map { ": " + PlainText.escaped($0) } ?? ""
        return Paragraph.wrapped(
          "\(run.startedAt) \(run.stage) \(run.state)\(detail)", width: 78,
          indent: 2)
      }.joined()
  }

  private static func paragraph(_ warning: SourceWarning) -> String {
    let examples =
      warning.examples.isEmpty
      ? "" : " For example " + warning.examples.joined(separator: ", ") + "."
    return Paragraph.wrapped(
      "Warning: " + PlainText.escaped(warning.message + examples), width: 78,
      indent: 2)
  }

  private static func paragraph(_ reason: RejectedReason) -> String {
    let column = reason.column.map { ", column \($0)" } ?? ""
    let sentence =
      "\(NumberText.count(reason.rows)) × \(reason.format)\(column): "
      + "\(reason.reason) (\(Counted.of(reason.files, "file")))"
    return Paragraph.wrapped(
      PlainText.escaped(sentence), width: 78, indent: 2)
      + reason.examples.map { "    " + line($0, indent: 6) }.joined()
  }

  private static func line(_ row: Rejected) -> String { line(row, indent: 2) }

  private static func line(_ row: Rejected, indent: Int) -> String {
    let column = row.column.map { ", column \($0)" } ?? ""
    let value = row.value.map { " '\($0)'" } ?? ""
    return Paragraph.wrapped(
      PlainText.escaped(
        "\(row.file):\(row.line)\(column)\(value): \(row.reason)"),
      width: 80 - indent - 2, indent: indent)
  }
}
