import RiskDomain

/// Google's detailed billing export as JSON lines: an hour of a machine is one
/// row for its cores, one for its memory and one for its GPUs.
enum BillingExportFile {
  private static let account = "01A2B3-C4D5E6-F7A8B9"
  /// Rows of a file; more come in further parts.
  private static let rowsPerPart = 150_000
  private static let hour: Int64 = 3_600_000

  /// What a machine type is billed by, as the export's labels and SKUs have it.
  private struct Machine {
    var cores, memoryGiB, gpus: Int64
    var series, gpu: String

    /// nil for a type that this scenario does not run.
    init?(_ type: String) {
      switch type {
      case "a2-highgpu-1g": (cores, memoryGiB, gpus) = (12, 85, 1)
      case "a2-highgpu-8g": (cores, memoryGiB, gpus) = (96, 680, 8)
      case "a3-highgpu-8g": (cores, memoryGiB, gpus) = (208, 1872, 8)
      default: return nil
      }
      (series, gpu) =
        type.hasPrefix("a3")
        ? ("A3", "Nvidia H100 80GB GPU") : ("A2", "Nvidia Tesla A100 GPU")
    }
  }

  /// One part of a machine's hour.
  private struct Part {
    var sku, skuID, unit: String
    /// Thousandths of the unit.
    var amount: Int64
    /// 10^-10 USD.
    var cost: Int64
  }

  static func write(
    _ facts: MonthFacts, to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    let names = ComputeOperationsFile.instanceNames(facts)
    var bytes: [UInt8] = []
    var rows = 0
    var part = 1
    func end() throws {
      try sink(
        SimulatedFile(
          path: "gcp/billing/export-\(part).jsonl.gz", bytes: bytes,
          wantsGzip: true))
      bytes = []
      rows = 0
      part += 1
    }
    for history in facts.histories(of: .gcp) {
      guard let machine = Machine(history.plan.pool.instanceType) else {
        continue
      }
      for life in history.lives where life.isBilled {
        for line in lines(
          of: life, machine, prices: history.prices,
          name: names[life.instanceID] ?? life.instanceID)
        {
          if rows == rowsPerPart { try end() }
          bytes.append(contentsOf: line.utf8)
          rows += 1
        }
      }
    }
    try end()
  }

  private static func lines(
    of life: Life, _ machine: Machine, prices: PriceWalk, name: String
  ) -> [String] {
    var lines: [String] = []
    var at = life.watchedFrom
    while at < life.endedAt {
      let opens = at.unixMilliseconds - at.unixMilliseconds % hour
      let next = UTCInstant(unixMilliseconds: opens + hour)
      let until = min(next, life.endedAt)
      let cost = prices.pieces(from: at, until: until).reduce(Int64(0)) {
        // Below 9e18 up to 900 USD an hour.
        $0
          + ($1.pricePerHour.rawValue * 10_000
            * $1.until.milliseconds(since: $1.from) + hour / 2) / hour
      }
      for part in parts(
        machine, milliseconds: until.milliseconds(since: at), cost: cost)
      {
        lines.append(
          text(
            part, life: life, machine, name: name,
            from: UTCInstant(unixMilliseconds: opens), until: next))
      }
      at = until
    }
    return lines
  }

  /// The rows of a stretch, which sum to its cost.
  private static func parts(
    _ machine: Machine, milliseconds: Int64, cost: Int64
  ) -> [Part] {
    let (cores, memory) = (cost / 100 * 15, cost / 10)
    let place = "running in Americas"
    return [
      Part(
        sku: "Spot Preemptible \(machine.series) Instance Core \(place)",
        skuID: "\(machine.series)-0C01", unit: "seconds",
        amount: machine.cores * milliseconds, cost: cores),
      Part(
        sku: "Spot Preemptible \(machine.series) Instance Ram \(place)",
        skuID: "\(machine.series)-0R02", unit: "byte-seconds",
        amount: (machine.memoryGiB << 30) * milliseconds, cost: memory),
      Part(
        sku: "\(machine.gpu) attached to Spot Preemptible VMs \(place)",
        skuID: "\(machine.series)-0G03", unit: "seconds",
        amount: machine.gpus * milliseconds, cost: cost - cores - memory),
    ]
  }

  private static func text(
    _ part: Part, life: Life, _ machine: Machine, name: String,
    from: UTCInstant, until: UTCInstant
  ) -> String {
    let pool = life.plan.pool
    return """
      {"billing_account_id":"\(account)",\
      "service":{"id":"6F81-5844-456A","description":"Compute Engine"},\
      "sku":{"id":"\(part.skuID)","description":"\(part.sku)"},\
      "usage_start_time":"\(time(from))","usage_end_time":"\(time(until))",\
      "project":{"id":"gpu-lab"},\
      "labels":[{"key":"job","value":"\(life.job)"},\
      {"key":"team","value":"\(life.plan.team)"}],"system_labels":[\
      {"key":"compute.googleapis.com/machine_spec",\
      "value":"\(pool.instanceType)"},\
      {"key":"compute.googleapis.com/cores","value":"\(machine.cores)"}],\
      "location":{"region":"\(pool.region)","zone":"\(pool.zone)"},\
      "export_time":"\(time(until.adding(hours: 4)))",\
      "cost":"\(TextForms.decimal(part.cost, digits: 10))","currency":"USD",\
      "usage":{"amount":"\(TextForms.decimal(part.amount, digits: 3))",\
      "unit":"\(part.unit)"},"credits":[],\
      "invoice":{"month":"\(TextForms.compactDay(from).prefix(6))"},\
      "cost_type":"regular","resource":{"name":"\(name)"}}

      """
  }

  /// "2026-01-14 02:00:00 UTC".
  private static func time(_ at: UTCInstant) -> String {
    let text = at.rfc3339
    return text.prefix(10) + " " + text.dropFirst(11).prefix(8) + " UTC"
  }
}
