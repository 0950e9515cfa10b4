import RiskDomain

// The fields in the order in which `RowText` writes them.

extension BillingDelivery {
  init(_ fields: inout RowFields) throws(RowTextProblem) {
    self.init(
      provider: try fields.neededWord("provider", PoolID.Provider.self),
      account: try fields.needed("account"),
      periodStart: try fields.neededInstant("periodStart"),
      format: try fields.needed("format"),
      version: try fields.needed("version"),
      isFinal: try fields.neededNumber("isFinal") == 1)
  }
}

extension BillingCoverage {
  init(_ fields: inout RowFields) throws(RowTextProblem) {
    self.init(
      delivery: try BillingDelivery(&fields),
      from: try fields.neededInstant("from"),
      until: try fields.neededInstant("until"),
      knownFrom: try fields.neededInstant("knownFrom"),
      isNamed: try fields.neededNumber("isNamed") == 1,
      madeAt: try fields.instant("madeAt"))
  }
}

extension BillingUsage {
  init(
    _ fields: inout RowFields, _ origin: RowOrigin
  ) throws(RowTextProblem) {
    self.init(
      delivery: try BillingDelivery(&fields),
      machine: BilledMachine(
        zone: try fields.text("zone"), region: try fields.needed("region"),
        instanceType: try fields.needed("instanceType"),
        os: try fields.needed("os"),
        market: try fields.neededWord("market", Market.self),
        reservationID: try fields.text("reservation")),
      resourceID: try fields.text("resource"),
      usageStart: try fields.neededInstant("start"),
      usageEnd: try fields.neededInstant("end"),
      item: try fields.neededNumber("item"),
      statement: BillingStatement(
        line: try fields.neededNumber("statementLine"),
        table: Int32(
          clamping: try fields.neededNumber("statementTable"))),
      revision: try fields.neededNumber("revision"),
      usedMilliseconds: try fields.neededNumber("usedMilliseconds"),
      amounts: BilledAmounts(
        currency: try fields.needed("currency"),
        billedMicro: try fields.neededNumber("billedMicro"),
        effectiveMicro: try fields.number("effectiveMicro"),
        listMicro: try fields.number("listMicro")),
      labels: try fields.text("labels").map {
        BillingLabels(canonicalJSON: $0)
      } ?? .none, origin: origin)
  }
}

extension InstanceEvent {
  init(
    _ fields: inout RowFields, _ origin: RowOrigin
  ) throws(RowTextProblem) {
    self.init(
      provider: try fields.neededWord("provider", PoolID.Provider.self),
      eventID: try fields.needed("eventID"),
      kind: try fields.neededWord("event", Kind.self),
      instanceID: try fields.needed("instanceID"),
      at: try fields.neededInstant("at"), zone: try fields.text("zone"),
      region: try fields.text("region"), state: try fields.text("state"),
      origin: origin)
  }
}

extension InstanceDescription {
  init(
    _ fields: inout RowFields, _ origin: RowOrigin
  ) throws(RowTextProblem) {
    self.init(
      provider: try fields.neededWord("provider", PoolID.Provider.self),
      instanceID: try fields.needed("instanceID"),
      zone: try fields.text("zone"),
      instanceType: try fields.text("instanceType"),
      os: try fields.text("os"),
      market: try fields.word("market", Market.self),
      lifetimeCapSeconds: try fields.number("lifetimeCapSeconds"),
      origin: origin)
  }
}

extension LaunchAttempt {
  init(
    _ fields: inout RowFields, _ origin: RowOrigin
  ) throws(RowTextProblem) {
    self.init(
      launchID: try fields.needed("launchID"), pool: try fields.pool("pool"),
      market: try fields.neededWord("market", Market.self),
      requestedAt: try fields.neededInstant("requestedAt"),
      launchedAt: try fields.instant("launchedAt"),
      instanceID: try fields.text("instanceID"),
      endedAt: try fields.instant("endedAt"),
      exit: try fields.word("exit", Spell.Exit.self),
      job: try fields.text("job"), gang: try fields.text("gang"),
      origin: origin)
  }
}

extension PriceObservation {
  init(
    _ fields: inout RowFields, _ origin: RowOrigin
  ) throws(RowTextProblem) {
    self.init(
      pool: try fields.pool("pool"),
      effectiveFrom: try fields.neededInstant("at"),
      pricePerHour: MicroUSD(
        rawValue: try fields.neededNumber("usdMicroPerHour")),
      origin: origin)
  }
}

extension CapacityRequest {
  init(
    _ fields: inout RowFields, _ origin: RowOrigin
  ) throws(RowTextProblem) {
    self.init(
      provider: try fields.neededWord("provider", PoolID.Provider.self),
      requestID: try fields.needed("requestID"),
      requestedAt: try fields.neededInstant("requestedAt"),
      zone: try fields.text("zone"), region: try fields.text("region"),
      instanceType: try fields.text("instanceType"),
      os: try fields.text("os"),
      market: try fields.word("market", Market.self),
      grantedAt: try fields.instant("grantedAt"),
      grantedZone: try fields.text("grantedZone"),
      refusedAt: try fields.instant("refusedAt"),
      refusal: try fields.word("refusal", Refusal.self),
      code: try fields.text("code"), origin: origin)
  }
}
