import RiskDecision
import RiskDomain

extension PageSection {
  /// What to do today: a line for each job and each alert.
  static let today = PageSection(
    name: "today",
    template: """
      <section id="today" aria-labelledby="today-h" tabindex="-1">
      <h2 id="today-h">What to do today</h2>
      {{#portfolio}}<p class="lead">{{.}}</p>{{/portfolio}}
      <ul class="todo">
      {{#items}}<li class="{{kind}}"><b class="pill">{{label}}</b>
      <div><p>{{#link}}<a href="#{{.}}">{{/link}}<strong>{{name}}</strong>\
      {{#link}}</a>{{/link}} {{text}}</p>\
      {{#note}}<p class="sub">{{.}}</p>{{/note}}</div></li>
      {{/items}}</ul>
      </section>
      """
  ) { document, words in
    var context: [String: Any] = [
      "items": staleness(document)
        + document.jobs.enumerated().map {
          job($0.element, at: $0.offset, words)
        } + firing(document, words) + idle(document)
    ]
    let advice = document.jobs.compactMap(\.recommendation)
    if advice.count > 1 {
      let portfolio = Portfolio(advice)
      context["portfolio"] =
        Counted.of(advice.count, "job")
        + ": \(NumberText.usd(portfolio.meanUSD)) on "
        + "average, \(NumberText.usd(portfolio.savedUSD)) less than on-demand"
        + (portfolio.refused > 0
          ? "; without a plan: \(portfolio.refused)." : ".")
    }
    return context
  }

  private static func item(
    _ kind: String, _ label: String, _ name: String, _ text: String,
    link: String? = nil, note: String? = nil
  ) -> [String: Any] {
    var item: [String: Any] = [
      "kind": kind, "label": label, "name": name, "text": text,
    ]
    item["link"] = link
    item["note"] = note
    return item
  }

  private static func staleness(
    _ document: ReportDocument
  ) -> [[String: Any]] {
    guard let through = document.dataThrough else {
      return [
        item(
          "bad", "no data", "Nothing is known.",
          "Load files with riskctl ingest.", link: "freshness")
      ]
    }
    let hours = document.asOf.hours(since: through)
    guard hours > document.freshness.staleAfterHours else { return [] }
    return [
      item(
        "bad", "stale", "The data are \(DurationText.short(hours: hours)) old.",
        "Look after the feeds, then ingest again: what follows describes the "
          + "past.", link: "freshness")
    ]
  }

  private static func job(
    _ job: ReportDocument.Job, at index: Int, _ words: PageWords
  ) -> [String: Any] {
    guard let advice = job.recommendation else {
      return item(
        "warn", "no plan", job.name + ":",
        PageWords.sentence(job.reason ?? "nothing could be planned"),
        link: "job-\(index)")
    }
    let isPlan = advice.chosen != nil
    return item(
      isPlan ? "good" : "bad", advice.verdict.words, job.name + ":",
      advice.headline, link: "job-\(index)",
      note: isPlan
        ? "Valid until \(words.time(advice.validUntil)); plan again after that."
        : nil)
  }

  private static func firing(
    _ document: ReportDocument, _ words: PageWords
  ) -> [[String: Any]] {
    // Stale data stand above in their own words.
    let firing = document.alerts.ringing.filter {
      $0.state == "firing" && $0.kind != "staleData"
    }
    // One line a place: two rules that ring there ask for the same.
    var lines: [[String: Any]] = []
    var seen: Set<String> = []
    for alert in firing where seen.insert(alert.place).inserted {
      let more = firing.count { $0.place == alert.place } - 1
      lines.append(
        item(
          "warn", "alert", alert.place + ":", PageWords.sentence(alert.reason),
          link: "alerts",
          note: "Since \(words.time(alert.since))"
            + (more > 0 ? "; \(more) more rule rings there." : ".")))
    }
    let most = 5
    guard lines.count > most else { return lines }
    return lines.prefix(most) + [
      item(
        "warn", "alert", "\(lines.count - most) more places ring.",
        "They are listed under Alerts.", link: "alerts")
    ]
  }

  private static func idle(_ document: ReportDocument) -> [[String: Any]] {
    var lines: [[String: Any]] = []
    if document.jobs.isEmpty {
      lines.append(
        item(
          "info", "no job", "No job was given.",
          "Name job files with --job to see when, where and how to run them."))
    }
    if document.alerts.reason == nil, document.alerts.ringing.isEmpty {
      let blind = document.alerts.notLookedAt.count
      let held = document.alerts.rules.count - blind
      lines.append(
        item(
          held > 0 ? "good" : "info", "quiet",
          held > 0 ? "Nothing rings." : "No rule could be looked at.",
          Counted.of(held, "rule was", "rules were")
            + " held against the data"
            + (blind == 0
              ? "."
              : "; of \(NumberText.count(blind)) nothing could be looked at."),
          link: "alerts"))
    }
    return lines
  }
}

extension Recommendation.Verdict {
  /// As a label.
  var words: String {
    switch self {
    case .spot: "spot"
    case .infeasible: "not feasible"
    case .reserved: "reserved"
    case .overBudget: "over budget"
    case .notEnoughData: "not enough data"
    case .spotUntilBlock: "spot until block"
    case .savingsPlan: "savings plan"
    case .fixedPrice: "fixed price"
    case .spotWithFallback: "spot with fallback"
    case .onDemand: "on-demand"
    case .capacityBlock: "Capacity Block"
    }
  }
}
