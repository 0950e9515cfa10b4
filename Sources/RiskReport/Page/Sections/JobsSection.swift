import RiskDecision
import RiskDomain

extension PageSection {
  /// The plan of every job: money, risk, when, and why not otherwise.
  static let jobs = PageSection(
    name: "jobs",
    template: """
      <section id="jobs" aria-labelledby="jobs-h"><h2 id="jobs-h">Jobs</h2>
      {{#empty}}<p class="empty">{{.}}</p>{{/empty}}
      {{#jobs}}<article id="{{id}}" aria-labelledby="{{id}}-h">
      <h3 id="{{id}}-h">{{name}} <b class="pill {{kind}}">{{verdict}}</b></h3>
      <p class="lead">{{headline}}</p>
      {{#hasPlan}}<dl class="facts">{{#figures}}<div><dt>{{label}}</dt>\
      <dd>{{value}}{{#note}} <small>{{.}}</small>{{/note}}</dd></div>\
      {{/figures}}</dl>
      <div class="two">
      {{#cost}}<div class="costs">{{>chart}}{{#terms}}{{>table}}{{/terms}}</div>\
      {{/cost}}
      {{#starts}}{{>chart}}{{/starts}}\
      {{#noStarts}}<p class="empty">{{.}}</p>{{/noStarts}}
      </div>{{/hasPlan}}
      {{#alternatives}}{{>table}}{{/alternatives}}
      {{#sensitivity}}{{>table}}{{/sensitivity}}
      {{#plan}}<details><summary>How to run it</summary>{{>table}}
      {{#commands}}<p class="sub">{{what}}</p><pre>{{command}}</pre>\
      {{/commands}}</details>{{/plan}}
      {{#hasReasons}}<details><summary>Explanation and warnings</summary><ul>\
      {{#reasons}}<li>{{.}}</li>{{/reasons}}</ul></details>{{/hasReasons}}
      </article>{{/jobs}}</section>
      """
  ) { document, words in
    var context: [String: Any] = [
      "jobs": document.jobs.enumerated().map {
        JobWords(job: $0.element, index: $0.offset, words: words).context
      }
    ]
    if document.jobs.isEmpty {
      context["empty"] =
        "No job was given. Name job files with --job: the plan, its cost by "
        + "term and the best start then stand here."
    }
    return context
  }
}

/// One job for its template.
private struct JobWords {
  let job: ReportDocument.Job
  let index: Int
  let words: PageWords

  var context: [String: Any] {
    var context: [String: Any] = ["id": "job-\(index)", "name": job.name]
    guard let advice = job.recommendation else {
      context["verdict"] = "no plan"
      context["kind"] = "warn"
      context["headline"] = PageWords.sentence(
        job.reason ?? "nothing could be planned")
      return context
    }
    context["verdict"] = advice.verdict.words
    context["kind"] = advice.chosen == nil ? "bad" : "good"
    context["headline"] = advice.headline
    context["alternatives"] = alternatives(advice)?.context
    context["sensitivity"] = sensitivity(advice)?.context
    let reasons = advice.warnings + advice.explanation + rejected(advice)
    context["hasReasons"] = !reasons.isEmpty
    context["reasons"] = reasons.map(PageWords.sentence)
    guard let plan = advice.chosen else { return context }
    context["hasPlan"] = true
    context["figures"] = figures(plan, advice)
    context["cost"] = cost(plan)
    if advice.startCurve.count > 1 {
      context["starts"] = starts(advice)
    } else {
      context["noStarts"] =
        "Not enough data for a curve of starts: the job leaves one start only."
    }
    context["plan"] = facts(plan).context
    context["commands"] = commands
    return context
  }

  /// Pools that cannot take the job, a line a reason.
  private func rejected(_ advice: Recommendation) -> [String] {
    let most = 3
    return Dictionary(grouping: advice.rejectedPools, by: \.reason)
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { reason, pools in
        let named = pools.prefix(most).map(\.pool.key).joined(separator: ", ")
        let rest = pools.count - min(pools.count, most)
        return named
          + (rest > 0 ? " and " + Counted.of(rest, "pool") + " more" : "")
          + ": " + reason
      }
  }

  private func figure(
    _ label: String, _ value: String, _ note: String? = nil
  ) -> [String: Any] {
    var figure: [String: Any] = ["label": label, "value": value]
    figure["note"] = note
    return figure
  }

  private func figures(
    _ plan: Plan, _ advice: Recommendation
  ) -> [[String: Any]] {
    var figures: [[String: Any]] = []
    if let cost = plan.cost {
      figures.append(
        figure(
          "Expected cost", NumberText.usd(cost.meanUSD),
          "p90 \(NumberText.usd(cost.p90USD))"))
    }
    if let saving = saving(plan, advice) { figures.append(saving) }
    if let effective = plan.effectivePerUsefulGPUHourUSD {
      figures.append(
        figure(
          "Per useful GPU-hour", NumberText.usd(effective, decimals: 3),
          job.stickerPerGPUHourUSD.map {
            "sticker \(NumberText.usd($0, decimals: 3))"
          }))
    }
    // Of GPU-hours that is the figure before.
    if let unit = plan.perUnit, !unit.unit.hasSuffix("gpu-hour") {
      figures.append(
        figure("Per \(unit.unit)", NumberText.usd(unit.usd, decimals: 4)))
    }
    if let hours = plan.makespanHours {
      figures.append(
        figure(
          "Takes", DurationText.short(hours: hours.mean),
          "p90 \(DurationText.short(hours: hours.p90))"))
    }
    if let meet = plan.meetDeadline {
      figures.append(figure("Meets deadline", NumberText.percent(meet, 1)))
    }
    if let over = plan.overBudget {
      figures.append(figure("Over budget", NumberText.percent(over, 1)))
    }
    if let losses = plan.expectedInterruptions {
      figures.append(
        figure(
          "Interruptions", NumberText.fixed(losses.mean, 1),
          "\(NumberText.fixed(losses.low, 0)) to "
            + NumberText.fixed(losses.high, 0)))
    }
    if let even = plan.breakEvenInterruptionsPerHour {
      figures.append(
        figure(
          "Break-even", "\(NumberText.fixed(even, 2)) losses/h",
          plan.expectedInterruptions.flatMap { losses in
            plan.makespanHours.map { hours in
              hours.mean > 0
                ? "now \(NumberText.fixed(losses.mean / hours.mean, 2))"
                : PageWords.unknown
            }
          }))
    }
    return figures
  }

  private func saving(
    _ plan: Plan, _ advice: Recommendation
  ) -> [String: Any]? {
    guard plan.vehicle != .onDemand, let mean = plan.cost?.meanUSD,
      let other = advice.alternatives.first(where: {
        $0.vehicle == .onDemand && $0.cost != nil
      })?.cost?.meanUSD, other > 0
    else { return nil }
    let saved = other - mean
    return figure(
      saved < 0 ? "More than on-demand" : "Saves on on-demand",
      NumberText.usd(abs(saved)), NumberText.percent(abs(saved) / other))
  }

  private func cost(_ plan: Plan) -> [String: Any]? {
    guard let cost = plan.cost else { return nil }
    var table = PageTable(
      "Cost by term (mean)",
      [("term", .left), ("USD", .right), ("share", .right)])
    for line in cost.lines where line.usd != 0 {
      table.add(
        [
          PlanWords.term(line.term), NumberText.usd(line.usd),
          cost.meanUSD > 0 ? PageWords.share(line.usd / cost.meanUSD) : "",
        ], mark: "k-\(line.term.rawValue)")
    }
    table.add(
      ["total", NumberText.usd(cost.meanUSD), ""], mark: "total")
    let waste = cost.lines.filter { $0.term != .compute }
      .reduce(0) { $0 + $1.usd }
    var context = PageSection.chart(
      "Where the money goes",
      note: "\(NumberText.usd(waste)) beside useful hours",
      svg: CostBar.svg(cost.lines, job: job.name), table: nil)
    context["terms"] = table.context
    return context
  }

  private func starts(_ advice: Recommendation) -> [String: Any] {
    var table = PageTable(
      "Starts",
      [
        ("start", .left), ("mean", .right), ("deadline", .right),
        ("cheaper than first", .right),
      ])
    for (index, point) in advice.startCurve.enumerated() {
      table.add(
        [
          words.time(point.start), NumberText.usd(point.meanUSD),
          NumberText.percent(point.meetDeadline, 1),
          index == 0
            ? "" : NumberText.percent(point.cheaperThanFirst, 1),
        ], mark: point.start == advice.chosen?.start ? "chosen" : nil)
    }
    return PageSection.chart(
      "When to start",
      note: advice.chosen?.start.map { "chosen: \(words.time($0))" },
      svg: StartChart.svg(
        advice.startCurve, chosen: advice.chosen?.start, job: job.name,
        words: words), table: table)
  }

  private func alternatives(_ advice: Recommendation) -> PageTable? {
    var table = PageTable(
      "Why not otherwise",
      [
        ("plan", .left), ("mean", .right), ("against the choice", .right),
        ("why it lost", .prose),
      ])
    for plan in advice.alternatives {
      var name = PlanWords.vehicle(plan.vehicle)
      if let pool = plan.pools.first { name += " in \(pool.pool.key)" }
      let delta = plan.deltaUSD.map {
        ($0 >= 0 ? "+" : "") + NumberText.usd($0)
      }
      table.add([
        name, plan.cost.map { NumberText.usd($0.meanUSD) } ?? "not priced",
        plan.cost == nil ? "" : delta ?? "",
        PageWords.sentence(plan.rejectedBecause ?? "not the best"),
      ])
    }
    return table.isEmpty ? nil : table
  }

  private func sensitivity(_ advice: Recommendation) -> PageTable? {
    var table = PageTable(
      "What would change the answer",
      [("if", .left), ("mean becomes", .right), ("choice", .left)])
    for row in advice.sensitivity {
      table.add([
        row.change, row.meanUSD.map { NumberText.usd($0) } ?? "no plan left",
        row.choiceChanges ? "changes" : "stays",
      ])
    }
    return table.isEmpty ? nil : table
  }

  private func facts(_ plan: Plan) -> PageTable {
    var table = PageTable(
      "The plan", [("what", .left), ("how", .prose)])
    for (name, value) in RecommendationTable.facts(plan, words.zone) {
      table.add([name, value])
    }
    return table
  }

  /// What to type next.
  private var commands: [[String: Any]] {
    [
      (
        "Files for a scheduler (also karpenter, ec2-fleet, slurm and others):",
        "riskctl export --for skypilot --job \(ExportName.shellWord(job.path)) --out plan"
      ),
      (
        "While it runs, one line of state in, one decision out:",
        "riskctl decide --job \(ExportName.shellWord(job.path))"
      ),
    ].map { ["what": $0.0, "command": $0.1] }
  }
}
