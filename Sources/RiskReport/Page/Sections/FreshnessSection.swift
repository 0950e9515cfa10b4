import RiskDomain

extension PageSection {
  /// What the answers rest on and how old it is.
  static let freshness = PageSection(
    name: "freshness",
    template: """
      <section id="freshness" aria-labelledby="freshness-h">
      <h2 id="freshness-h">Data and model</h2>
      <p class="sub">{{model}}</p>
      {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
      {{#table}}{{>table}}{{/table}}
      {{#hasWarnings}}<h3>What the sources lack</h3><ul>\
      {{#warnings}}<li>{{.}}</li>{{/warnings}}</ul>{{/hasWarnings}}
      {{#hasNotes}}<details class="more"><summary>Notes on the data</summary>\
      <ul>{{#notes}}<li>{{.}}</li>{{/notes}}</ul></details>{{/hasNotes}}
      </section>
      """
  ) { document, words in
    let freshness = document.freshness
    var context: [String: Any] = [
      "model": model(freshness, words),
      "warnings": freshness.warnings.map(PageWords.sentence),
      "hasWarnings": !freshness.warnings.isEmpty,
      "notes": freshness.notes.map(PageWords.sentence),
      "hasNotes": !freshness.notes.isEmpty,
    ]
    guard !freshness.sources.isEmpty else {
      context["empty"] =
        document.dataThrough == nil
        ? "Not enough data: no file was read. Load files with riskctl ingest."
        : "Files are not listed: the database holds later facts, and files "
          + "cannot be cut."
      return context
    }
    var table = PageTable(
      "Sources",
      [
        ("format", .left), ("files", .right), ("facts", .right),
        ("set aside", .right), ("from", .left), ("to", .left),
        ("age", .right), ("hours at risk", .right), ("interruptions", .right),
      ])
    for source in freshness.sources {
      let isStale = (source.ageHours ?? 0) > freshness.staleAfterHours
      table.add(
        [
          source.format, NumberText.count(source.files),
          NumberText.count(source.facts), NumberText.count(source.setAside),
          source.first.map(words.day) ?? PageWords.unknown,
          source.last.map(words.day) ?? PageWords.unknown,
          source.ageHours.map { DurationText.short(hours: $0) }
            ?? PageWords.unknown,
          source.hoursAtRisk > 0
            ? NumberText.count(Int(min(source.hoursAtRisk, 1e15).rounded()))
            : "none",
          source.interruptions > 0
            ? NumberText.count(source.interruptions) : "none",
        ], mark: isStale ? "stale" : nil)
    }
    context["table"] = table.context
    return context
  }

  private static func model(
    _ freshness: ReportDocument.Freshness, _ words: PageWords
  ) -> String {
    guard let model = freshness.model else {
      return "No model is fitted: run riskctl fit."
    }
    return "Model \(model.family) \(model.digest.prefix(12)), fitted on data "
      + "through \(words.time(model.fitAsOf)): "
      + Counted.of(model.interruptions, "interruption") + " in "
      + "\(NumberText.count(Int(min(model.hoursAtRisk, 1e15).rounded()))) "
      + "instance-hours."
      + (freshness.setAside > 0
        ? " " + Counted.of(freshness.setAside, "row was", "rows were")
          + " set aside: see "
          + "riskctl status --rejected." : "")
  }
}
