import RiskDomain
import RiskExposure

/// One line between a distributed engine and `riskctl expose`.
///
/// Its first field is the key by which the engine brings lines together, its
/// second the kind. The form is described in guides/expose.md.
enum PartRow {
  /// Facts of instances, and of requests for whole pools.
  enum Kind: String {
    case usage, event, instance, launch, coverage
    /// A launch as a try for its pool's capacity.
    case tried = "try"
    case request, granted, price
    case account, stretch, seen, refusing, log, teller
    case file, setAside = "set-aside"
  }

  /// A fact for the database of lives.
  case fact(Fact, file: String)
  /// A fact for the database of pools.
  case tried(Fact, file: String)
  case granted(GrantedLaunch)
  case coverage(BillingCoverage)
  case account(key: String, WatchSurvey.Account)
  case stretch(PoolID.Provider, WatchSurvey.Stretch)
  case seen(PoolID.Provider, UTCInstant)
  case refusing(PoolID.Provider)
  case log(LossLogs.Log, LossRecords.Span)
  case teller(LossLogs.Teller)
  /// What the reading of files reports; nothing follows from it here.
  case report

  /// Hexadecimal digits of a file's digest on a line.
  static let digestDigits = 16
}

extension PartRow {
  /// Reads a line without its line break.
  init(_ line: some Sequence<UInt8>) throws(RowTextProblem) {
    var fields = RowFields(line)
    _ = try fields.needed("key")
    let kind = try fields.neededWord("kind", Kind.self)
    switch kind {
    case .usage, .event, .instance, .launch, .tried, .request, .price:
      let file = try Self.file(&fields)
      let origin = RowOrigin(
        source: file, fileDigest: Self.digest(file),
        line: Int(max(try fields.neededNumber("line"), 1)))
      switch kind {
      case .usage: self = .fact(.usage(try .init(&fields, origin)), file: file)
      case .event: self = .fact(.event(try .init(&fields, origin)), file: file)
      case .instance:
        self = .fact(.instance(try .init(&fields, origin)), file: file)
      case .tried:
        self = .tried(.launch(try .init(&fields, origin)), file: file)
      case .request:
        self = .tried(.log(.request(try .init(&fields, origin))), file: file)
      case .price:
        self = .tried(.price(try .init(&fields, origin)), file: file)
      default:
        self = .fact(.launch(try .init(&fields, origin)), file: file)
      }
    case .granted:
      self = .granted(
        GrantedLaunch(
          pool: try fields.pool("pool"),
          instanceID: try fields.needed("instanceID"),
          eventID: try fields.needed("eventID"),
          at: try fields.neededInstant("at"),
          origin: RowOrigin(
            source: "granted", fileDigest: Self.digest("0"), line: 1)))
    case .coverage: self = .coverage(try .init(&fields))
    case .account:
      let key = try fields.needed("account")
      self = .account(
        key: key,
        WatchSurvey.Account(
          from: try fields.neededInstant("from"),
          until: try fields.neededInstant("until"),
          osBilledBySecond: Set(
            (try fields.text("osBilledBySecond") ?? "").split(separator: ",")
              .map(String.init))))
    case .stretch:
      self = .stretch(
        try fields.neededWord("provider", PoolID.Provider.self),
        WatchSurvey.Stretch(
          from: try fields.neededInstant("from"),
          until: try fields.neededInstant("until")))
    case .seen:
      self = .seen(
        try fields.neededWord("provider", PoolID.Provider.self),
        try fields.neededInstant("at"))
    case .refusing:
      self = .refusing(
        try fields.neededWord("provider", PoolID.Provider.self))
    case .log:
      let provider = try fields.neededWord("provider", PoolID.Provider.self)
      let source = try fields.neededWord("source", LossLogs.Source.self)
      self = .log(
        LossLogs.Log(
          provider: provider, source: source,
          region: try fields.text("region")),
        LossRecords.Span(
          first: try fields.neededInstant("first"),
          last: try fields.neededInstant("last")))
    case .teller:
      self = .teller(
        LossLogs.Teller(
          provider: try fields.neededWord("provider", PoolID.Provider.self),
          source: try fields.neededWord("source", LossLogs.Source.self)))
    case .file, .setAside: self = .report
    }
  }

  private static func file(
    _ fields: inout RowFields
  ) throws(RowTextProblem) -> String {
    let file = try fields.needed("file")
    let isDigest =
      file.utf8.count == digestDigits
      && file.utf8.allSatisfy {
        (48...57).contains($0) || (97...102).contains($0)
      }
    guard isDigest else {
      throw RowTextProblem(
        column: "file", value: file,
        reason: "'\(file)' is not the start of a file's digest")
    }
    return file
  }

  /// A digest of full length for the database.
  static func digest(_ file: String) -> String {
    file + String(repeating: "0", count: 64 - file.utf8.count)
  }
}
