import RiskDomain

/// What every interruption cost, from the jobs' own books.
enum LedgerFile {
  private static let header =
    "at,pool,instanceId,job,team,gang,sharedBy,lostWorkUSD,idleGangUSD,"
    + "restartUSD,totalUSD,isOver\n"

  static func write(
    _ ledger: [LedgerEntry], to sink: (SimulatedFile) throws -> Void
  ) rethrows {
    let sorted = ledger.sorted {
      ($0.at, $0.life.instanceID) < ($1.at, $1.life.instanceID)
    }
    var text = header
    for entry in sorted { text += row(entry) }
    try sink(
      SimulatedFile(
        path: "truth/ledger.csv", bytes: Array(text.utf8), wantsGzip: false))
  }

  private static func row(_ entry: LedgerEntry) -> String {
    func usd(_ amount: Double) -> String {
      MicroUSD(usd: amount)?.description ?? ""
    }
    let fields = [
      entry.at.rfc3339, entry.life.plan.pool.key, entry.life.instanceID,
      entry.life.job, entry.life.plan.team, entry.gang,
      String(entry.sharedBy), usd(entry.lostWorkUSD), usd(entry.idleGangUSD),
      usd(entry.restartUSD),
      usd(entry.lostWorkUSD + entry.idleGangUSD + entry.restartUSD),
      String(entry.isOver),
    ]
    return fields.joined(separator: ",") + "\n"
  }
}
