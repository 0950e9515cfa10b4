import RiskDomain
import RiskReport

extension CostReport {
  /// Tables within 80 columns: sums, savings, pools to leave, plans.
  ///
  /// - Parameter rows: of each table; what is left out is summed up.
  public func text(rows: Int) -> String {
    var text = headline
    for group in groups where !group.rows.isEmpty {
      text += "\n" + table(group, rows: rows)
    }
    if let events, !events.isEmpty { text += "\n" + table(events, rows: rows) }
    if total.contains(where: { $0.incomplete > 0 }) {
      text += "\n" + Paragraph.wrapped("+ A part is unknown: at least this.")
    }
    text += leftOutText
    text += savings + breakEven(rows: rows) + planTable
    for note in notes { text += "\n" + Paragraph.wrapped(note) }
    return text
  }

  /// What is in none of the sums; empty where nothing was left out.
  private var leftOutText: String {
    var text = ""
    if leftOut.interruptions > 0 {
      text +=
        "\n"
        + Paragraph.wrapped(
          Counted.of(
            leftOut.interruptions, "interruption names an instance",
            "interruptions name instances")
            + " of which no launch, bill or description tells the pool: what "
            + Counted.word(leftOut.interruptions, "it", "they")
            + " cost is unknown and in none of the sums.")
    }
    for billed in leftOut.billedWithoutInstance {
      text +=
        "\n"
        + Paragraph.wrapped(
          Self.money(billed.amount, billed.currency) + " for "
            + NumberText.grouped(billed.instanceHours, 1)
            + " spot instance-hours stand on lines that name no instance: "
            + "what interruptions cost of them is in none of the sums. Export "
            + "the bill with resource ids.")
    }
    return text
  }

  private var headline: String {
    guard !total.isEmpty else {
      return Paragraph.wrapped(
        "No interruption of an instance\(leftOut.interruptions > 0 ? " of a known pool" : "")\(span), on data through "
          + "\(dataThrough).")
    }
    var text = ""
    for sum in total {
      let billed = pools.filter { $0.currency == sum.currency }
        .reduce(0) { $0 + $1.billed }
      let share =
        billed > 0 && !sum.isBlank
        ? ", \(NumberText.percent(sum.known / billed, 1)) of the "
          + Self.money(billed, sum.currency) + " billed for spot" : ""
      let amount =
        sum.isBlank
        ? "an unknown amount"
        : (sum.incomplete > 0 ? "at least " : "")
          + Self.money(sum.known, sum.currency)
      text += Paragraph.wrapped(
        "\(Counted.of(sum.interruptions, "interruption"))\(span) cost "
          + amount + share + ". " + parts(sum).joined(separator: ", ") + ".")
    }
    return text
  }

  /// "Lost work $5.10", "restarts unknown".
  private func parts(_ sum: Sum) -> [String] {
    let parts: [(String, String, Double?)] = [
      ("Lost work", "lostWork", sum.lostWork),
      ("idle gangs", "idleGang", sum.idleGang),
      ("restarts", "restart", sum.restart),
      ("hours rounded up", "partialHour", sum.partialHour),
    ]
    return parts.map { name, key, amount in
      guard let amount else { return name + " unknown" }
      return name + " " + Self.money(amount, sum.currency)
        + (sum.unknown[key] == nil ? "" : "+")
    }
  }

  private var span: String {
    (from.map { " from \($0)" } ?? "") + (until.map { " until \($0)" } ?? "")
  }

  private static func money(_ amount: Double, _ currency: String) -> String {
    currency == "USD"
      ? NumberText.usd(amount)
      : NumberText.fixed(amount, 2) + " " + currency
  }

  private static func amount(_ value: Double, isPartial: Bool = false) -> String
  {
    String(NumberText.usd(value).replacing("$", with: ""))
      + (isPartial ? "+" : "")
  }

  /// A name cut in its middle to a width.
  private static func cut(_ name: String, to width: Int) -> String {
    guard name.count > width else { return name }
    let head = (width - 2) / 2
    return name.prefix(head) + ".." + name.suffix(width - 2 - head)
  }

  private func table(_ group: Group, rows: Int) -> String {
    let isMixed = Set(group.rows.map(\.currency)).count > 1
    var table = TextTable([
      (
        group.by == .day && timeZone != "UTC"
          ? "day (\(Self.cut(timeZone, to: 18)))" : group.by.rawValue, .left
      ), ("lost", .right), ("work", .right), ("idle", .right),
      ("restart", .right), ("total", .right), ("", .left),
    ])
    func add(_ name: String, _ sums: [Sum]) {
      func part(_ key: String, _ value: (Sum) -> Double?) -> String {
        let known = sums.compactMap(value)
        guard !known.isEmpty else { return "?" }
        return Self.amount(
          known.reduce(0, +),
          isPartial: sums.contains { $0.unknown[key] != nil })
      }
      let isPartial = sums.contains { $0.incomplete > 0 }
      table.add([
        Self.cut(name, to: 27),
        NumberText.count(sums.reduce(0) { $0 + $1.interruptions }),
        part("lostWork", \.lostWork), part("idleGang", \.idleGang),
        part("restart", \.restart),
        sums.allSatisfy(\.isBlank)
          ? "?"
          : Self.amount(
            sums.reduce(0) { $0 + $1.known }, isPartial: isPartial),
        isMixed ? sums.first?.currency ?? "" : "",
      ])
    }
    // Days are a calendar: cutting its end would hide the newest.
    let shown =
      group.by == .day
      ? Array(group.rows.suffix(rows)) : Array(group.rows.prefix(rows))
    let rest =
      group.by == .day
      ? Array(group.rows.dropLast(shown.count))
      : Array(group.rows.dropFirst(shown.count))
    func addRest() {
      for currency in Set(rest.map(\.currency)).sorted() {
        let part = rest.filter { $0.currency == currency }
        add(
          "(\(NumberText.count(part.count)) "
            + "\(group.by == .day ? "before" : "more"))", part)
      }
    }
    if group.by == .day { addRest() }
    for row in shown { add(row.name ?? "(no \(group.by.rawValue))", [row]) }
    if group.by != .day { addRest() }
    return table.text
  }

  private func table(_ events: [Event], rows: Int) -> String {
    var table = TextTable([
      ("lost (UTC)", .left), ("instance", .left), ("work", .right),
      ("idle", .right), ("restart", .right), ("total", .right),
    ])
    func cell(_ part: Event.Part) -> String {
      part.amount.map { Self.amount($0) } ?? "?"
    }
    func add(_ events: [Event]) {
      for currency in Set(events.map { $0.currency ?? "USD" }).sorted() {
        let part = events.filter { $0.currency ?? "USD" == currency }
        table.add([
          "(\(NumberText.count(part.count)) more)",
          currency == "USD" ? "" : currency, "", "", "",
          Self.amount(
            part.reduce(0) { $0 + $1.known },
            isPartial: part.contains { !$0.isComplete }),
        ])
      }
    }
    // The dearest first: what nothing is known of would hide them.
    let dearest = events.sorted {
      ($1.known, $1.at, $0.instanceID) < ($0.known, $0.at, $1.instanceID)
    }
    for event in dearest.prefix(rows) {
      table.add([
        String(event.at.rfc3339.prefix(16)), Self.cut(event.instanceID, to: 19),
        cell(event.lostWork), cell(event.idleGang), cell(event.restart),
        Self.amount(event.known, isPartial: !event.isComplete),
      ])
    }
    add(Array(dearest.dropFirst(rows)))
    return table.text
  }

  private var savings: String {
    var text = ""
    for currency in Set(pools.map(\.currency)).sorted() {
      let priced = pools.filter {
        $0.currency == currency && $0.saved != nil
      }
      guard !priced.isEmpty else { continue }
      let saved = priced.reduce(0) { $0 + ($1.saved ?? 0) }
      let billed = priced.reduce(0) { $0 + $1.billed }
      let hours = priced.reduce(0) { $0 + $1.instanceHours }
      let listed = priced.reduce(0) { $0 + $1.listedHours }
      let catalogued = priced.reduce(0) { $0 + $1.cataloguedHours }
      let isPartial = priced.contains { $0.incomplete > 0 }
      text +=
        "\n"
        + Paragraph.wrapped(
          "Spot saved \(isPartial ? "at most " : "")"
            + Self.money(saved, currency)
            + " (\(NumberText.percent(saved / max(saved + billed, 0.01), 1))) "
            + "against on-demand, losses taken off: "
            + Self.money(billed, currency) + " for "
            + "\(NumberText.grouped(hours, 1)) instance-hours, of which "
            + NumberText.grouped(
              priced.reduce(0) { $0 + $1.usefulHours }, 1)
            + " were useful. On-demand rates: "
            + "\(NumberText.grouped(listed, 1)) h "
            + "from the bill, \(NumberText.grouped(catalogued, 1)) h from list "
            + "prices.")
    }
    let unpriced = pools.reduce(0) { $0 + $1.unpricedHours }
    if unpriced > 0 {
      text +=
        "\n"
        + Paragraph.wrapped(
          "\(NumberText.grouped(unpriced, 1)) spot hours have no known on-demand "
            + "rate: ingest a price list.")
    }
    return text
  }

  private func breakEven(rows: Int) -> String {
    let worse = pools.filter { $0.better != nil }.sorted {
      ($0.betterSaves ?? 0, $1.pool) > ($1.betterSaves ?? 0, $0.pool)
    }
    guard !worse.isEmpty else {
      return verdictWithoutMoves
    }
    var table = TextTable([
      ("pool to leave", .left), ("$/h", .right), ("useful $/h", .right),
      ("instead", .left), ("$/h", .right), ("saves", .right),
    ])
    for pool in worse.prefix(rows) {
      let isBlock = pool.better == .capacityBlock
      table.add([
        Self.cut(pool.pool.key, to: 27),
        NumberText.fixed(pool.billedPerHour, 2),
        pool.effectivePerHour.map { NumberText.fixed($0, 2) } ?? "none",
        isBlock ? "block" : "on-demand",
        NumberText.fixed(
          isBlock ? pool.capacityBlockPerHour : pool.onDemandPerHour, 2),
        Self.amount(pool.betterSaves ?? 0, isPartial: pool.incomplete > 0),
      ])
    }
    let rest = worse.dropFirst(rows)
    if !rest.isEmpty {
      table.add([
        "(\(NumberText.count(rest.count)) more)", "", "", "", "",
        Self.amount(
          rest.reduce(0) { $0 + ($1.betterSaves ?? 0) },
          isPartial: rest.contains { $0.incomplete > 0 }),
      ])
    }
    return "\n" + table.text
  }

  /// What can be said where no pool is known to be dearer on spot.
  ///
  /// With a loss or a rate that is unknown, spot may still be the dearer way.
  private var verdictWithoutMoves: String {
    guard !pools.isEmpty else { return "" }
    let open = pools.filter {
      $0.incomplete > 0
        || $0.onDemandPerHour == nil && $0.capacityBlockPerHour == nil
    }.count
    guard open > 0 else {
      return "\nNo pool should move: spot was cheapest in each of them.\n"
    }
    return "\n"
      + Paragraph.wrapped(
        "No pool is known to be dearer on spot, but "
          + "\(NumberText.count(open)) of \(NumberText.count(pools.count)) "
          + Counted.word(open, "stays", "stay")
          + " open: what some interruptions cost there, or what the same hours "
          + "cost elsewhere, is unknown.")
  }

  private var planTable: String {
    guard !plans.isEmpty else { return "" }
    var table = TextTable([
      ("plan", .left), ("mean", .right), ("p90", .right), ("billed", .right),
      ("lost", .right), ("expected", .right), ("cost", .right),
    ])
    for plan in plans {
      table.add([
        Self.cut(plan.job, to: 20),
        plan.plannedMeanUSD.map { Self.amount($0) } ?? "-",
        plan.plannedP90USD.map { Self.amount($0) } ?? "-",
        plan.actual.map { Self.amount($0) } ?? "?",
        NumberText.count(plan.interruptions),
        NumberText.fixed(plan.plannedInterruptions, 1),
        Self.amount(plan.lost),
      ])
    }
    return "\n" + table.text
  }
}

extension CostReport.Sum {
  /// Whether nothing is known of what it cost.
  fileprivate var isBlank: Bool { known == 0 && incomplete == interruptions }
}
