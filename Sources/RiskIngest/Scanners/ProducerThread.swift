import Foundation

/// Runs a producer on a thread of its own while the caller takes what it made.
///
/// Two stages of one reading then take the time of the longer of the two. What
/// the caller gets, and in which order, is what it would get without.
///
/// @unchecked because everything that changes is touched under `condition`
/// alone.
package final class ProducerThread<
  Portion: Sendable, Outcome: Sendable
>: @unchecked Sendable {
  private let condition = NSCondition()
  private let limit: Int
  private let weight: @Sendable (Portion) -> Int
  private var waiting: [Portion] = []
  private var waitingWeight = 0
  private var outcome: Result<Outcome, any Error>?
  private var isAbandoned = false

  /// Ends a production of which nothing more is wanted.
  private struct Abandoned: Error {}

  /// Begins to produce at once.
  ///
  /// - Parameters:
  ///   - limit: the weight from which on the producer waits for the caller:
  ///     more would only take memory.
  ///   - weight: what a portion weighs.
  ///   - produce: runs on the new thread; hands portions over by the function
  ///     that it is given, which throws once nobody wants them.
  package init(
    limit: Int, weight: @escaping @Sendable (Portion) -> Int,
    produce:
      @escaping @Sendable (
        _ hand: @escaping (Portion) throws -> Void
      ) throws -> Outcome
  ) {
    self.limit = limit
    self.weight = weight
    Thread.detachNewThread { [self] in
      finish(Result { try produce { try self.hand($0) } })
    }
  }

  // MARK: On the producer's thread

  /// Waits until there is room.
  private func hand(_ portion: Portion) throws {
    try condition.withLock {
      while waitingWeight >= limit, !isAbandoned { condition.wait() }
      if isAbandoned { throw Abandoned() }
      waiting.append(portion)
      waitingWeight += weight(portion)
      condition.broadcast()
    }
  }

  private func finish(_ outcome: Result<Outcome, any Error>) {
    condition.withLock {
      self.outcome = outcome
      condition.broadcast()
    }
  }

  // MARK: On the caller's thread

  /// The next portion; nil when there will be no more.
  package func next() -> Portion? {
    condition.withLock {
      while waiting.isEmpty, outcome == nil { condition.wait() }
      guard !waiting.isEmpty else { return nil }
      defer { condition.broadcast() }
      let portion = waiting.removeFirst()
      waitingWeight -= weight(portion)
      return portion
    }
  }

  /// How the production ended, once `next` gave nil.
  ///
  /// - Throws: what the producer threw.
  package func result() throws -> Outcome {
    let outcome = condition.withLock { self.outcome }
    guard let outcome else { throw Abandoned() }
    return try outcome.get()
  }

  /// Waits for the end of a production that hands nothing over.
  ///
  /// - Throws: what the producer threw.
  package func wait() throws -> Outcome where Portion == Void {
    condition.withLock {
      while outcome == nil { condition.wait() }
    }
    return try result()
  }

  /// Ends the production and waits until it has ended: what it held is free
  /// then.
  package func abandon() {
    condition.withLock {
      isAbandoned = true
      waiting = []
      waitingWeight = 0
      condition.broadcast()
      while outcome == nil { condition.wait() }
    }
  }
}
