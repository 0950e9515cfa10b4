import RiskDomain

/// A job's own books: what its instances were doing, entered as it happens.
///
/// Work is pending until it is saved. A loss takes what is pending, and from
/// then on every second of the gang is entered to the loss, until the gang is
/// at work again.
struct LossBooks: Sendable {
  /// Time of one instance.
  struct Stretch: Sendable {
    var instanceID: String
    var from, until: UTCInstant
  }

  /// Losses within three minutes of the first, with what they cost.
  struct Account: Sendable {
    var at: UTCInstant
    var lost: [(id: String, at: UTCInstant)] = []
    var lostWork: [Stretch]
    var waiting: [Stretch] = []
    var restarting: [Stretch] = []
    /// Whether nothing more can be entered: the job went on, was given up or
    /// met another loss before the month's end.
    var isOver = false
  }

  private(set) var accounts: [Account] = []
  private(set) var gangs: [String: String] = [:]
  private var pending: [Stretch] = []

  private static let togetherMilliseconds: Int64 = 180_000

  mutating func open(_ instanceID: String, gang: String) {
    gangs[instanceID] = gang
  }

  mutating func work(_ stretch: Stretch) { pending.append(stretch) }

  mutating func wait(_ stretch: Stretch) {
    enter { $0.waiting.append(stretch) }
  }

  mutating func restart(_ stretch: Stretch) {
    enter { $0.restarting.append(stretch) }
  }

  /// What was pending is safe.
  mutating func save() { pending.removeAll(keepingCapacity: true) }

  /// The job is at work again, or at its end.
  mutating func resume() { enter { $0.isOver = true } }

  mutating func lose(_ instanceID: String, at: UTCInstant) {
    let last = accounts.last
    let isTogether =
      last.map {
        !$0.isOver
          && at.milliseconds(since: $0.at) <= Self.togetherMilliseconds
      } ?? false
    if !isTogether {
      // What comes now is the new loss's.
      enter { $0.isOver = true }
      accounts.append(Account(at: at, lostWork: pending))
      pending.removeAll()
    }
    enter { $0.lost.append((instanceID, at)) }
  }

  private mutating func enter(_ change: (inout Account) -> Void) {
    guard let last = accounts.indices.last, !accounts[last].isOver else {
      return
    }
    change(&accounts[last])
  }
}

/// One interruption with its share of what it cost.
struct LedgerEntry: Sendable {
  var at: UTCInstant
  var life: Life
  var gang: String
  /// USD, as the provider bills the hours.
  var lostWorkUSD, idleGangUSD, restartUSD: Double
  var sharedBy: Int
  var isOver: Bool
}

extension TrainingJob {
  /// The books at the prices that were billed.
  func ledger(prices: PriceWalk) -> [LedgerEntry] {
    func usd(_ stretches: [LossBooks.Stretch]) -> Double {
      stretches.reduce(0) { sum, stretch in
        guard let life = lives[stretch.instanceID] else { return sum }
        return sum + life.billedUSD(stretch, prices)
      }
    }
    return books.accounts.flatMap { account in
      let count = Double(account.lost.count)
      let sums = [account.lostWork, account.waiting, account.restarting]
        .map { usd($0) / count }
      return account.lost.compactMap { id, at in
        lives[id].map {
          LedgerEntry(
            at: at, life: $0, gang: books.gangs[id] ?? "",
            lostWorkUSD: sums[0], idleGangUSD: sums[1], restartUSD: sums[2],
            sharedBy: account.lost.count, isOver: account.isOver)
        }
      }
    }
  }
}

extension Life {
  /// USD for a stretch of it: the bill of each clock hour, by the share of the
  /// hour's running time that the stretch takes.
  fileprivate func billedUSD(
    _ stretch: LossBooks.Stretch, _ prices: PriceWalk
  ) -> Double {
    guard isBilled else { return 0 }
    let hour: Int64 = 3_600_000
    var sum = 0.0
    var index = stretch.from.unixMilliseconds / hour
    while index * hour < stretch.until.unixMilliseconds {
      let opens = max(
        watchedFrom, UTCInstant(unixMilliseconds: index * hour))
      let closes = min(
        endedAt, UTCInstant(unixMilliseconds: (index + 1) * hour))
      let bill = prices.pieces(from: opens, until: closes).reduce(0) {
        $0 + $1.pricePerHour.usd * $1.until.hours(since: $1.from)
      }
      let ran = closes.hours(since: opens)
      let taken = min(stretch.until, closes).hours(
        since: max(stretch.from, opens))
      if ran > 0, taken > 0 { sum += bill * taken / ran }
      index += 1
    }
    return sum
  }
}
