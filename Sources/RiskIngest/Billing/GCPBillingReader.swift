import RiskDomain

/// Turns rows of the export into usage and charges.
///
/// Late rows and corrections come as new rows and add up; only rows that are
/// equal in everything are one row seen twice.
final class GCPBillingReader {
  private let input: FormatInput
  private let sink: BillingSink
  private var labels = RepeatedText<BillingLabels>()
  private var starts = RepeatedInstant()
  private var ends = RepeatedInstant()
  private var exports = RepeatedInstant()
  /// How often a row was seen in this file, by its digest: rows that one file
  /// repeats are two, rows that two files share are one.
  private var seen: [Int64: Int64] = [:]

  init(_ input: FormatInput, sink: BillingSink) {
    self.input = input
    self.sink = sink
  }

  func finish() throws { try sink.finish() }

  func take(_ line: GCPBillingLine) throws {
    let costType = line.costType.map(Fields.text) ?? "regular"
    guard costType == "regular" else {
      return input.collector.ignore("cost type \(costType.prefix(40))")
    }
    let sku = GCPSku(line.sku.map(Fields.text) ?? "")
    if let kind = sku.charge {
      guard let charge = try charge(line, kind) else {
        try cover(line)
        return input.collector.ignore("nothing charged")
      }
      return try input.collector.row(.charge(charge))
    }
    guard line.service?.matches("Compute Engine") == true else {
      try cover(line)
      return input.collector.ignore("other service")
    }
    guard !sku.isCommitmentFee else {
      return input.collector.ignore("fee of a commitment")
    }
    guard sku.part != .other else {
      try cover(line)
      return input.collector.ignore("no instance-hours")
    }
    guard let type = machineType(line) else {
      try cover(line)
      return input.collector.ignore("no machine type stated")
    }
    guard input.hints.isAccelerated(.gcp, type) else {
      try cover(line)
      return input.collector.ignore(
        sku.part == .gpu
          ? "GPU attached to a general machine: their number is not stated"
          : "not an accelerated type")
    }
    try input.collector.row(.usage(try usage(line, type, sku)))
  }

  private func machineType(_ line: GCPBillingLine) -> String? {
    line.systemLabels.first {
      $0.key == "compute.googleapis.com/machine_spec"
    }?.value
  }

  private func cover(_ line: GCPBillingLine) throws {
    let (start, end) = try interval(line)
    guard end.milliseconds(since: start) <= 25 * 3_600_000 else { return }
    _ = try delivery(line, from: start, until: end)
  }

  private func interval(
    _ line: GCPBillingLine
  ) throws(RowProblem) -> (UTCInstant, UTCInstant) {
    let start = try starts.value(
      try Fields.needed(line.start, column: "usage_start_time"),
      column: "usage_start_time")
    let end = try ends.value(
      try Fields.needed(line.end, column: "usage_end_time"),
      column: "usage_end_time")
    guard end > start else {
      throw RowProblem(
        column: "usage_end_time", value: line.end.map(Fields.text),
        reason: "the usage ends before it starts")
    }
    return (start, end)
  }

  private func delivery(
    _ line: GCPBillingLine, from: UTCInstant, until: UTCInstant
  ) throws(RowProblem) -> BillingDelivery {
    let account = Fields.text(
      try Fields.needed(line.account, column: "billing_account_id"))
    return sink.delivery(
      provider: .gcp, account: account,
      periodStart: try period(line, usedFrom: from), isFinal: false,
      from: from, until: until)
  }

  /// The month of the invoice, else that of the use.
  private func period(
    _ line: GCPBillingLine, usedFrom: UTCInstant
  ) throws(RowProblem) -> UTCInstant {
    guard let month = line.invoiceMonth else { return usedFrom.monthStart }
    let digits = Int64(Fields.text(month)) ?? -1
    guard month.count == 6,
      let start = UTCInstant(
        year: digits / 100, month: digits % 100, day: 1)
    else {
      throw RowProblem(
        column: "invoice.month", value: Fields.text(month),
        reason: "'\(Fields.text(month))' is not a month (YYYYMM)")
    }
    return start
  }

  private func usage(
    _ line: GCPBillingLine, _ type: String, _ sku: GCPSku
  ) throws(RowProblem) -> BillingUsage {
    let (start, end) = try interval(line)
    let zone = line.zone.flatMap {
      PoolShape.saysNothing($0) ? nil : Fields.text($0)
    }
    guard
      let region = line.region.map(Fields.text)
        ?? zone.map({ PoolID.region(ofZone: $0, provider: .gcp) })
    else {
      throw RowProblem(
        column: "location.region", reason: "the value is missing")
    }
    let isCommitted = line.credits.contains {
      $0.type.hasPrefix("COMMITTED_USAGE")
    }
    let used = try usedMilliseconds(line, type, sku.part)
    let amounts = try amounts(line)
    return BillingUsage(
      delivery: try delivery(line, from: start, until: end),
      machine: BilledMachine(
        zone: zone, region: region, instanceType: type,
        market: isCommitted && sku.market == .onDemand
          ? .reserved : sku.market),
      resourceID: line.resource.map(Fields.text), usageStart: start,
      usageEnd: end, item: try item(line), usedMilliseconds: used,
      amounts: amounts, labels: try labels(of: line),
      origin: input.collector.origin(line: line.line))
  }

  /// Time of the machine, on the rows of its clock alone.
  private func usedMilliseconds(
    _ line: GCPBillingLine, _ type: String, _ part: GCPSku.Part
  ) throws(RowProblem) -> Int64 {
    let cores = line.systemLabels.first {
      $0.key == "compute.googleapis.com/cores"
    }.flatMap { Int64($0.value) }
    guard let clock = GCPClock(machineType: type, cores: cores) else {
      throw RowProblem(
        column: "system_labels", value: type,
        reason: "the cores of '\(type)' are not stated "
          + "(compute.googleapis.com/cores), so its time is not known")
    }
    guard clock.part == part else { return 0 }
    let milliseconds: Int64?
    if line.unit?.matches("seconds") == true {
      milliseconds = try number(line.amount, "usage.amount")
        .scaled(byPowerOfTen: 3)
    } else if line.pricingUnit?.matches("hour") == true {
      milliseconds = try number(
        line.pricingAmount, "usage.amount_in_pricing_units"
      ).scaled(byPowerOfTen: 6).flatMap { micro in
        let (product, overflow) = micro.multipliedReportingOverflow(by: 36)
        return overflow ? nil : product / 10
      }
    } else {
      throw RowProblem(
        column: "usage.unit", value: line.unit.map(Fields.text),
        reason: "the usage is stated neither in seconds nor in hours")
    }
    guard let milliseconds else {
      throw RowProblem(
        column: "usage.amount", value: line.amount.map(Fields.text),
        reason: "the amount is too large")
    }
    return clock.machineMilliseconds(milliseconds)
  }

  private func number(
    _ field: ArraySlice<UInt8>?, _ name: String
  ) throws(RowProblem) -> DecimalNumber {
    let field = try Fields.needed(field, column: name)
    do {
      return try DecimalNumber(parsing: field)
    } catch {
      throw RowProblem(
        column: name, value: Fields.text(field),
        reason: "'\(Fields.text(field))' is not a number")
    }
  }

  /// Billed is the cost with all credits; effective leaves out promotions,
  /// which say nothing about the price.
  private func amounts(
    _ line: GCPBillingLine
  ) throws(RowProblem) -> BilledAmounts {
    let cost = try Fields.money(
      try Fields.needed(line.cost, column: "cost"), column: "cost")
    var billed = cost.rawValue
    var effective = cost.rawValue
    for credit in line.credits {
      let amount = try Fields.money(credit.amount, column: "credits").rawValue
      let isGift = ["PROMOTION", "FREE_TIER"].contains(credit.type)
      let (sum, first) = billed.addingReportingOverflow(amount)
      let (price, second) = effective.addingReportingOverflow(
        isGift ? 0 : amount)
      guard !first, !second else {
        throw RowProblem(column: "credits", reason: "the credits are too large")
      }
      (billed, effective) = (sum, price)
    }
    return BilledAmounts(
      currency: try line.currency.map { (code) throws(RowProblem) in
        try Fields.currency(code, column: "currency")
      } ?? "USD", billedMicro: billed, effectiveMicro: effective,
      listMicro: try line.listCost.map { (list) throws(RowProblem) in
        try Fields.money(list, column: "cost_at_list").rawValue
      })
  }

  private func charge(
    _ line: GCPBillingLine, _ kind: BillingCharge.Kind
  ) throws(RowProblem) -> BillingCharge? {
    let amounts = try amounts(line)
    guard amounts.billedMicro != 0 || amounts.effectiveMicro != 0 else {
      return nil
    }
    let (start, end) = try interval(line)
    return BillingCharge(
      delivery: try delivery(line, from: start, until: end), kind: kind,
      region: line.region.map(Fields.text),
      resourceID: line.resource.map(Fields.text), start: start, end: end,
      item: try item(line),
      quantityMicro: (try? number(line.pricingAmount, ""))?
        .scaled(byPowerOfTen: 6),
      unit: line.pricingUnit.map(Fields.text) ?? "", amounts: amounts,
      labels: try labels(of: line),
      origin: input.collector.origin(line: line.line))
  }

  /// What tells this row from all others: everything it states, when it was
  /// exported, and how often this file has stated the same before.
  private func item(_ line: GCPBillingLine) throws(RowProblem) -> Int64 {
    var digest = TextDigest()
    for field in [
      line.skuID, line.sku, line.start, line.end, line.project,
      line.resource, line.cost, line.amount, line.invoiceMonth,
    ] {
      digest.add(field ?? [])
    }
    if let exported = line.exportTime {
      digest.add(
        try exports.value(exported, column: "export_time").unixMilliseconds)
    }
    for credit in line.credits { digest.add(credit.amount) }
    for label in line.labels + line.systemLabels {
      digest.add(Array((label.key + "=" + label.value).utf8)[...])
    }
    let before = seen[digest.value, default: 0]
    seen[digest.value] = before + 1
    digest.add(before)
    return digest.value
  }

  /// The user's labels, and the project under the name "project" where no
  /// label has it.
  private func labels(
    of line: GCPBillingLine
  ) throws(RowProblem) -> BillingLabels {
    var key: [UInt8] = Array(line.project ?? [])
    for label in line.labels {
      key += [0] + Array(label.key.utf8) + [0] + Array(label.value.utf8)
    }
    return try labels.value(of: key) { () throws(RowProblem) in
      var labels = Dictionary(
        line.labels.map { ($0.key, $0.value) },
        uniquingKeysWith: { first, _ in first })
      if labels["project"] == nil, let project = line.project {
        labels["project"] = Fields.text(project)
      }
      return BillingLabels(labels)
    }
  }
}
