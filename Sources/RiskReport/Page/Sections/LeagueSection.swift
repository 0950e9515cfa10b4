import Mustache
import RiskDomain
import RiskForecast

extension PageSection {
  /// Every pool in one row; the script sorts and filters them.
  static let league = PageSection(
    name: "league",
    template: """
      <section id="league" aria-labelledby="league-h">
      <h2 id="league-h">Pool league</h2>
      {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
      {{#hasRows}}<p class="sub">{{about}}</p>
      <div class="tools" hidden><label>Filter \
      <input type="search" id="filter" autocomplete="off" spellcheck="false" \
      placeholder="us-east-2 p4d own"></label> \
      <output id="shown" for="filter">{{count}}</output></div>
      <div class="scroll league" tabindex="0" role="region" \
      aria-label="Pool league">
      <table id="pools"><caption class="hide">Pools with the risk of an \
      interruption, prices and evidence</caption>
      <thead><tr><th scope="col">pool</th>\
      {{#horizons}}<th scope="col" class="n">lost in {{.}}</th>{{/horizons}}\
      <th scope="col" class="x">{{strip}}</th>\
      <th scope="col" class="n">spot $/h</th>\
      <th scope="col" class="n">effective $/h</th>\
      <th scope="col" class="n">on-demand $/h</th>\
      <th scope="col" class="n">saves</th>\
      <th scope="col">evidence</th></tr></thead>
      {{#chunks}}<tbody{{#isFar}} class="far"{{/isFar}}>\
      {{#rows}}<tr><th scope=row>{{pool}}\
      {{#risks}}<td>{{risk}}{{#band}} <i>{{.}}</i>{{/band}}{{/risks}}<td>{{{strip}}}\
      <td>{{spot}}<td>{{effective}}<td>{{onDemand}}<td>{{saves}}\
      <td>{{evidence}}
      {{/rows}}</tbody>{{/chunks}}</table></div>
      {{#unknown}}<p class="sub">{{.}}</p>{{/unknown}}{{/hasRows}}
      </section>
      """
  ) { document, words in
    let rows = document.league.rows
    guard document.league.reason == nil, !rows.isEmpty else {
      return [
        "empty": "No pool is ranked: "
          + (document.league.reason ?? "the facts name no pool")
      ]
    }
    // What a reader starts with: the least risky over the longest horizon.
    let order = rows.sorted(by: isSafer).map(LeagueRow.init)
    let chunks = stride(from: 0, to: order.count, by: chunkRows).map {
      start in
      [
        "rows": Array(order[start..<min(start + chunkRows, order.count)]),
        // The first ones are seen at once, and the last are few.
        "isFar": start > 0 && order.count - start > chunkRows,
      ] as [String: Any]
    }
    var context: [String: Any] = [
      "hasRows": true, "chunks": chunks,
      "count": Counted.of(rows.count, "pool"),
      "strip": "0 to 100 %",
      "horizons": document.league.aheadHours.map(PageWords.hours),
      "about":
        "Probability that an instance is interrupted within the time named, "
        + "from its age now, with 90 % intervals; the line draws the last one. Effective: the spot price "
        + "with the time that restarts cost. Saves: effective against "
        + "on-demand. Least risky first.",
    ]
    let reasons = Set(rows.compactMap(\.reason)).sorted()
    if !reasons.isEmpty {
      context["unknown"] = "Not known: " + reasons.joined(separator: "; ") + "."
    }
    return context
  }

  /// Less risk over the longest horizon; what is not known comes last.
  private static func isSafer(_ a: ForecastRow, _ b: ForecastRow) -> Bool {
    let first = a.survival.last?.flatMap(\.self) ?? -1
    let second = b.survival.last?.flatMap(\.self) ?? -1
    return first == second ? a.pool < b.pool : first > second
  }

  /// Rows that are laid out together.
  static let chunkRows = 100
}

/// One pool for its template, looked up by name without reflection.
private struct LeagueRow: MustacheParent {
  let row: ForecastRow

  func child(named name: String) -> Any? {
    switch name {
    case "pool": row.pool.key
    case "risks": row.aheadHours.indices.map { Risk(row: row, index: $0) }
    case "strip": strip
    case "spot": PageWords.price(row.pricePerHour)
    case "effective": PageWords.price(row.effectivePerHour)
    case "onDemand": PageWords.price(row.onDemandPerHour)
    case "saves": saves
    case "evidence": evidence
    default: nil
    }
  }

  /// The interval of the last horizon and its mean, on a line from 0 to 100 %.
  private var strip: String {
    guard let low = row.survivalHigh.last?.flatMap(\.self),
      let high = row.survivalLow.last?.flatMap(\.self),
      let mean = row.survival.last?.flatMap(\.self)
    else { return "" }
    func x(_ survival: Double) -> String { SVG.number(1 + 98 * (1 - survival)) }
    return "<svg viewBox=\"0 0 100 14\" aria-hidden=true><path d=\"M\(x(low)) 7"
      + "H\(x(high))M\(x(mean)) 1V13\"/></svg>"
  }

  private var saves: String {
    guard let effective = row.effectivePerHour,
      let onDemand = row.onDemandPerHour, onDemand > 0
    else { return PageWords.unknown }
    return NumberText.percent(1 - effective / onDemand)
  }

  /// `own, 43 in 276 h`, with the state where probes show one.
  private var evidence: String {
    guard row.evidence != .none else { return "none" }
    let state = row.state == .unknown ? "" : "\(row.state.rawValue), "
    return "\(state)\(row.evidence.rawValue), "
      + "\(NumberText.count(row.interruptions)) in "
      + "\(NumberText.fixed(row.hoursAtRisk, 0)) h"
  }

  private struct Risk: MustacheParent {
    let row: ForecastRow
    let index: Int

    func child(named name: String) -> Any? {
      switch name {
      case "risk": PageWords.share(row.survival[index].map { 1 - $0 })
      case "band":
        PageWords.band(
          row.survivalHigh[index].map { 1 - $0 },
          row.survivalLow[index].map { 1 - $0 })
      default: nil
      }
    }
  }
}
