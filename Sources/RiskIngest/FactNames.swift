import RiskDomain

extension Fact {
  /// Why a name in the fact cannot be stored; nil when all can.
  ///
  /// Pool keys join provider, zone, type and operating system with `/` and are
  /// printed in terminals, YAML and HTML: anything but printable ASCII without
  /// `/` is refused here, row by row, so that one odd byte does not cost the
  /// file.
  var nameProblem: RowProblem? {
    if isPlainlyFine { return nil }
    if case .price(let price) = self {
      return Self.nameProblem(of: price.pool)
    }
    if let problem = Self.nameProblem(in: names) { return problem }
    if case .market(let fact) = self, let problem = fact.shapeProblem {
      return problem
    }
    return Self.textProblem(in: texts)
  }

  /// Whether a line of a bill names nothing that could be amiss.
  ///
  /// Bills are long: the lists from which a problem is told are made only when
  /// there is one.
  private var isPlainlyFine: Bool {
    switch self {
    case .usage(let fact):
      Self.isName(fact.instanceType) && Self.isName(fact.os)
        && (fact.zone.map(Self.isName) ?? true)
        && !Self.mayHoldReplacement(fact.labels.json)
    case .charge(let fact):
      (fact.region.map(Self.isName) ?? true)
        && (fact.instanceType.map(Self.isName) ?? true)
    default: false
    }
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/")
      }
  }

  /// False for a text without the first byte of U+FFFD in UTF-8.
  private static func mayHoldReplacement(_ text: String) -> Bool {
    text.utf8.contains(0xEF)
  }

  /// Why a price of a pool cannot be stored; nil when it can.
  static func nameProblem(of pool: PoolID) -> RowProblem? {
    nameProblem(in: names(of: pool)) ?? PoolShape.problem(in: pool)
  }

  private static func nameProblem(
    in names: [(String, String)]
  ) -> RowProblem? {
    for (column, name) in names {
      guard isName(name) else {
        return RowProblem(
          column: column, value: name,
          reason: "'\(shown(name))' is no name: only printable ASCII "
            + "without / can stand in a pool")
      }
    }
    return nil
  }

  private var names: [(String, String)] {
    switch self {
    case .price(let fact): Self.names(of: fact.pool)
    case .probe(let fact): Self.names(of: fact.pool)
    case .launch(let fact): Self.names(of: fact.pool)
    case .log(let fact): fact.poolNames
    case .usage(let fact):
      [("instanceType", fact.instanceType), ("os", fact.os)]
        + Self.given("zone", fact.zone)
    case .charge(let fact):
      Self.given("region", fact.region)
        + Self.given("instanceType", fact.instanceType)
    case .event(let fact): Self.given("zone", fact.zone)
    case .instance(let fact):
      Self.given("zone", fact.zone)
        + Self.given("instanceType", fact.instanceType)
        + Self.given("os", fact.os)
    case .offering(let fact):
      [("zone", fact.zone), ("instanceType", fact.instanceType)]
    case .market(let fact): fact.names
    }
  }

  private static func names(of pool: PoolID) -> [(String, String)] {
    [
      ("zone", pool.zone), ("instanceType", pool.instanceType),
      ("os", pool.os),
    ]
  }

  private static func given(
    _ column: String, _ name: String?
  ) -> [(String, String)] {
    name.map { [(column, $0)] } ?? []
  }

  /// Texts of the user's own, in whatever script.
  private var texts: [(String, String)] {
    switch self {
    case .usage(let fact): [("labels", fact.labels.json)]
    case .launch(let fact):
      [("launchId", fact.launchID)] + Self.given("job", fact.job)
        + Self.given("gang", fact.gang)
        + Self.given("instanceId", fact.instanceID)
    default: []
    }
  }

  /// Why texts are not what was written: decoding puts U+FFFD in the place of
  /// bytes that are no UTF-8, and two different names may become one.
  private static func textProblem(
    in texts: [(String, String)]
  ) -> RowProblem? {
    let broken = texts.first { $0.1.unicodeScalars.contains("\u{FFFD}") }
    return broken.map { column, text in
      RowProblem(
        column: column, value: text,
        reason: "'\(shown(text))' holds bytes that are not UTF-8; save the "
          + "file as UTF-8")
    }
  }

  /// The name with everything unprintable escaped.
  private static func shown(_ name: String) -> String {
    name.prefix(60).unicodeScalars.map { scalar in
      scalar.isASCII && scalar.value >= 0x20 && scalar.value < 0x7F
        ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }.joined()
  }
}
