import RiskDomain

/// One value of one column, compared byte by byte.
///
/// Swift takes two texts that differ in their Unicode form for equal; a rule
/// that picks one of two rows must not, or the order of reading would show.
enum Cell: Sendable {
  case null
  case integer(Int64)
  case text(String)
  /// Stored as the pool's row id, compared by its key.
  case pool(PoolID)

  init(_ text: String?) { self = text.map { .text($0) } ?? .null }
  init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }
  init(_ instant: UTCInstant?) { self.init(instant?.unixMilliseconds) }
  init(_ money: MicroUSD?) { self.init(money?.rawValue) }
  init(_ market: Market?) { self.init(market?.rawValue) }
  init(_ exit: Spell.Exit?) { self.init(exit?.rawValue) }

  var isNull: Bool {
    if case .null = self { return true }
    return false
  }
}

extension Cell: Comparable {
  static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.integer(let a), .integer(let b)): a == b
    case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
    case (.pool(let a), .pool(let b)): a == b
    default: false
    }
  }

  /// Nothing comes before everything else.
  static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.integer(let a), .integer(let b)): a < b
    case (.text(let a), .text(let b)):
      a.utf8.lexicographicallyPrecedes(b.utf8)
    case (.pool(let a), .pool(let b)): a < b
    default: left.kind < right.kind
    }
  }

  private var kind: Int {
    switch self {
    case .null: 0
    case .integer: 1
    case .text: 2
    case .pool: 3
    }
  }
}

/// The lesser of two rows of cells, where nothing comes last.
///
/// Used to fill what one source leaves out from another one.
func lesserKnown(_ a: [Cell], _ b: [Cell]) -> [Cell] {
  for (left, right) in zip(a, b) where left != right {
    if left.isNull { return b }
    if right.isNull { return a }
    return left < right ? a : b
  }
  return a
}
