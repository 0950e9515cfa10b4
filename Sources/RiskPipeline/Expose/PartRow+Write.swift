import RiskDomain
import RiskExposure

extension RowText {
  /// Where equal lines of all files come together that belong to no instance.
  static let everywhere = "*"

  private mutating func begin(_ key: String, _ kind: PartRow.Kind) {
    add(key)
    add(kind.rawValue)
  }

  private mutating func begin(
    _ key: String, _ kind: PartRow.Kind, _ origin: RowOrigin
  ) {
    begin(key, kind)
    add(String(origin.fileDigest.prefix(PartRow.digestDigits)))
    add(Int64(origin.line))
  }

  /// A fact for the parts that need it; false when no part takes such facts.
  mutating func add(_ fact: Fact) -> Bool {
    switch fact {
    case .usage(let row): add(row)
    case .event(let row): add(row)
    case .instance(let row): add(row)
    case .launch(let row):
      if let id = row.instanceID {
        add(row, .launch, key: partKey(row.pool.provider, instance: id))
      }
      add(row, .tried, key: row.pool.key)
    case .log(.request(let row)): add(row)
    case .price(let row): add(row)
    // What money buys tells nothing of a life.
    case .charge, .offering, .market, .log(.checkpoint): break
    case .probe, .log: return false
    }
    return true
  }

  private mutating func add(_ row: PriceObservation) {
    begin(row.pool.key, .price, row.origin)
    add(row.pool.key)
    add(row.effectiveFrom)
    add(row.pricePerHour.rawValue)
    endLine()
  }

  private mutating func add(_ row: BillingUsage) {
    // What names no instance gives no life, but tells which time is billed.
    let key =
      row.resourceID.map { partKey(row.provider, instance: $0) }
      ?? "\(row.provider.rawValue)//\(row.item)"
    begin(key, .usage, row.origin)
    add(row.delivery)
    add(row.machine.zone)
    add(row.machine.region)
    add(row.machine.instanceType)
    add(row.machine.os)
    add(row.machine.market.rawValue)
    add(row.machine.reservationID)
    add(row.resourceID)
    add(row.usageStart)
    add(row.usageEnd)
    add(row.item)
    add(row.statement.line)
    add(Int64(row.statement.table))
    add(row.revision)
    add(row.usedMilliseconds)
    add(row.amounts.currency)
    add(row.amounts.billedMicro)
    add(row.amounts.effectiveMicro)
    add(row.amounts.listMicro)
    add(row.labels == .none ? nil : row.labels.json)
    endLine()
  }

  private mutating func add(_ delivery: BillingDelivery) {
    add(delivery.provider.rawValue)
    add(delivery.account)
    add(delivery.periodStart)
    add(delivery.format)
    add(delivery.version)
    add(delivery.isFinal ? 1 as Int64 : 0)
  }

  private mutating func add(_ row: InstanceEvent) {
    begin(
      partKey(row.provider, instance: row.instanceID), .event, row.origin)
    add(row.provider.rawValue)
    add(row.eventID)
    add(row.kind.rawValue)
    add(row.instanceID)
    add(row.at)
    add(row.zone)
    add(row.region)
    add(row.state)
    endLine()
  }

  private mutating func add(_ row: InstanceDescription) {
    begin(
      partKey(row.provider, instance: row.instanceID), .instance, row.origin)
    add(row.provider.rawValue)
    add(row.instanceID)
    add(row.zone)
    add(row.instanceType)
    add(row.os)
    add(row.market?.rawValue)
    add(row.lifetimeCapSeconds)
    endLine()
  }

  private mutating func add(
    _ row: LaunchAttempt, _ kind: PartRow.Kind, key: String
  ) {
    begin(key, kind, row.origin)
    add(row.launchID)
    add(row.pool.key)
    add(row.market.rawValue)
    add(row.requestedAt)
    add(row.launchedAt)
    add(row.instanceID)
    add(row.endedAt)
    add(row.exit?.rawValue)
    add(row.job)
    add(row.gang)
    endLine()
  }

  private mutating func add(_ row: CapacityRequest) {
    begin(
      row.pool?.key ?? "\(row.provider.rawValue)//\(row.requestID)", .request,
      row.origin)
    add(row.provider.rawValue)
    add(row.requestID)
    add(row.requestedAt)
    add(row.zone)
    add(row.region)
    add(row.instanceType)
    add(row.os)
    add(row.market?.rawValue)
    add(row.grantedAt)
    add(row.grantedZone)
    add(row.refusedAt)
    add(row.refusal?.rawValue)
    add(row.code)
    endLine()
  }

  mutating func add(_ launch: GrantedLaunch) {
    begin(launch.pool.key, .granted)
    add(launch.pool.key)
    add(launch.instanceID)
    add(launch.eventID)
    add(launch.at)
    endLine()
  }

  mutating func add(_ coverage: BillingCoverage) {
    begin(Self.everywhere, .coverage)
    add(coverage.delivery)
    add(coverage.from)
    add(coverage.until)
    add(coverage.knownFrom)
    add(coverage.isNamed ? 1 as Int64 : 0)
    add(coverage.madeAt)
    endLine()
  }

  /// What a file came to, for whoever counts them.
  mutating func addFile(
    digest: String, name: String, format: String, rows: Int, facts: Int,
    setAside: Int, untaken: Int
  ) {
    begin(Self.everywhere, .file)
    add(String(digest.prefix(PartRow.digestDigits)))
    add(name)
    add(format)
    add(Int64(rows))
    add(Int64(facts))
    add(Int64(setAside))
    add(Int64(untaken))
    endLine()
  }

  mutating func add(_ row: SetAsideRow) {
    begin(Self.everywhere, .setAside, row.origin)
    add(row.origin.source)
    add(row.column)
    add(row.value)
    add(row.reason)
    endLine()
  }

  mutating func add(_ survey: WatchSurvey) {
    for (key, account) in survey.accounts.sorted(by: { $0.key < $1.key }) {
      begin(Self.everywhere, .account)
      add(key)
      add(account.from)
      add(account.until)
      add(account.osBilledBySecond.sorted().joined(separator: ","))
      endLine()
    }
    for provider in PoolID.Provider.allCases {
      for stretch in survey.stretches[provider] ?? [] {
        begin(Self.everywhere, .stretch)
        add(provider.rawValue)
        add(stretch.from)
        add(stretch.until)
        endLine()
      }
      if let last = survey.lastSeen[provider] {
        begin(Self.everywhere, .seen)
        add(provider.rawValue)
        add(last)
        endLine()
      }
      if survey.refusing.contains(provider) {
        begin(Self.everywhere, .refusing)
        add(provider.rawValue)
        endLine()
      }
    }
    add(survey.logs)
  }

  private mutating func add(_ logs: LossLogs) {
    for (log, span) in logs.sorted {
      begin(Self.everywhere, .log)
      add(log.provider.rawValue)
      add(log.source.rawValue)
      add(log.region)
      add(span.first)
      add(span.last)
      endLine()
    }
    for provider in PoolID.Provider.allCases {
      for source in LossLogs.Source.allCases
      where logs.tellers.contains(.init(provider: provider, source: source)) {
        begin(Self.everywhere, .teller)
        add(provider.rawValue)
        add(source.rawValue)
        endLine()
      }
    }
  }
}
