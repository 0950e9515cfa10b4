import RiskDomain
import RiskExposure
import RiskStore

/// Facts of one part, merged by the rules of the database.
///
/// They lie in two temporary databases: facts of whole instances, and tries and
/// prices of whole pools. A launch is both, and may reach a part in either
/// role.
final class PartFacts {
  /// A line that could not be taken.
  struct Rejected: Sendable {
    var line: Int
    var problem: RowTextProblem
  }

  private let lives, tries: StoreAccess
  private var coverage: [BillingCoverage] = []
  private(set) var granted: [GrantedLaunch] = []
  /// What other parts know; nil when no line told of it.
  private(set) var survey: WatchSurvey?
  private(set) var rowCount = 0
  private(set) var rejectedCount = 0
  /// The first lines that could not be taken.
  private(set) var rejected: [Rejected] = []
  /// Facts that are handed to the database at once.
  private static let batchCount = 1024

  init() throws(UseCaseFailure) {
    lives = try .temporary()
    tries = try .temporary()
  }

  /// Takes all lines; those of one file lie together.
  func take(_ lines: LineReader) throws {
    var lines = lines
    var files: Set<String> = []
    var pending = try next(&lines)
    while let row = pending {
      guard let file = row.file else {
        keep(row)
        pending = try next(&lines)
        continue
      }
      guard files.insert(file).inserted else {
        throw UseCaseFailure(
          .badData,
          "Line \(lines.count): lines of the file '\(file)' come a second "
            + "time after lines of another one. Sort the lines by their third "
            + "and fourth field.")
      }
      pending = try load(file, from: row, &lines)
    }
    try loadCoverage()
  }

  /// Loads the lines of one file.
  ///
  /// - Returns: the first line of another file.
  private func load(
    _ file: String, from first: PartRow, _ lines: inout LineReader
  ) throws -> PartRow? {
    let source = SourceFile(
      name: file, digest: PartRow.digest(file), format: "parts")
    var tried: [Fact] = []
    var pending: PartRow? = first
    var reader = lines
    try lives.database.load(file: source) { loader in
      var batch: [Fact] = []
      while let row = pending, row.file == nil || row.file == file {
        switch row {
        case .fact(let fact, _): batch.append(fact)
        case .tried(let fact, _): tried.append(fact)
        default: keep(row)
        }
        if batch.count == Self.batchCount {
          try loader.add(batch)
          batch.removeAll(keepingCapacity: true)
        }
        pending = try next(&reader)
      }
      try loader.add(batch)
    }
    lines = reader
    if !tried.isEmpty {
      try tries.database.load(file: source) { try $0.add(tried) }
    }
    return pending
  }

  private func loadCoverage() throws {
    guard !coverage.isEmpty else { return }
    let source = SourceFile(
      name: "coverage", digest: PartRow.digest("0"), format: "parts")
    try lives.database.load(file: source) { try $0.cover(coverage) }
  }

  /// The next line that can be taken.
  private func next(_ lines: inout LineReader) throws -> PartRow? {
    while let line = try lines.next() {
      guard !line.isEmpty else { continue }
      rowCount += 1
      do throws(RowTextProblem) {
        return try PartRow(line)
      } catch {
        rejectedCount += 1
        if rejected.count < IngestRun.shownRows {
          rejected.append(Rejected(line: lines.count, problem: error))
        }
      }
    }
    return nil
  }

  private func keep(_ row: PartRow) {
    var survey = self.survey ?? WatchSurvey()
    switch row {
    case .fact, .tried, .report: return
    case .granted(let launch): return granted.append(launch)
    case .coverage(let span): return coverage.append(span)
    case .account(let key, let account): survey.add(account, of: key)
    case .stretch(let provider, let stretch):
      survey.add(stretch, of: provider)
    case .seen(let provider, let at):
      survey.lastSeen[provider] = max(survey.lastSeen[provider] ?? at, at)
    case .refusing(let provider): survey.refusing.insert(provider)
    case .log(let log, let span): survey.logs.add(span, of: log)
    case .teller(let teller): survey.logs.add(teller)
    }
    self.survey = survey
  }

  /// Facts of whole instances.
  func ofInstances() throws(UseCaseFailure) -> InstanceFacts {
    try lives { (db) throws(StoreError) in
      var usage = JoinedUsage(besides: [])
      try db.forEachBillingUsage { usage.append($0) }
      return InstanceFacts(
        usage: usage.rows, coverage: try db.billingCoverage(),
        events: try db.events(), instances: try db.instances(),
        launches: try db.launches())
    }
  }

  /// Prices of whole pools by pool and time: those that differ from the one
  /// before, and each pool's last, which tells until when prices are known.
  func priceChanges() throws(UseCaseFailure) -> [PriceObservation] {
    let prices = try tries { (db) throws(StoreError) in try db.prices() }
    return prices.indices.filter { i in
      i == 0 || prices[i - 1].pool != prices[i].pool
        || prices[i - 1].pricePerHour != prices[i].pricePerHour
        || i + 1 == prices.count || prices[i + 1].pool != prices[i].pool
    }.map { prices[$0] }
  }

  /// Tries for whole pools.
  func ofPools() throws(UseCaseFailure) -> InstanceFacts {
    let granted = granted
    return try tries { (db) throws(StoreError) in
      InstanceFacts(
        launches: try db.launches(), requests: try db.capacityRequests(),
        granted: granted)
    }
  }
}

extension PartRow {
  /// The file that states it; nil for what is of no single file.
  fileprivate var file: String? {
    switch self {
    case .fact(_, let file), .tried(_, let file): file
    default: nil
    }
  }
}
