import RiskDomain

/// The lives of one job's instances and what its training loop reported, in
/// order.
struct JobTimeline {
  let lives: [JobLife]
  private let reports: [CheckpointReport]
  private let reportsRestarts: Bool

  /// - Parameters:
  ///   - lives: of the job, by start.
  ///   - reports: of the job, in any order.
  init(lives: [JobLife], reports: [CheckpointReport]) {
    self.lives = lives
    self.reports = reports.sorted {
      ($0.at, $0.step ?? 0) < ($1.at, $1.step ?? 0)
    }
    reportsRestarts = reports.contains { $0.restartMilliseconds != nil }
  }

  /// A job that waits longer than this for an instance, hours, is taken as
  /// another one of the same name: three days, the age of facts that still
  /// count.
  static let mostWaitHours = 72.0
  /// A job whose last instances went without a loss in so many hours before is
  /// taken as done when nothing ran for an hour.
  static let calmHours = 6.0

  /// The runs of jobs that share a name, each with its own reports.
  ///
  /// - Parameters:
  ///   - lives: of the name, in any order.
  ///   - reports: of the name, in any order.
  static func runs(
    _ lives: [JobLife], reports: [CheckpointReport]
  ) -> [JobTimeline] {
    var runs: [[JobLife]] = []
    var end: UTCInstant?
    var lastLoss: UTCInstant?
    for life in lives.sorted(by: {
      ($0.launchedAt, $0.instanceID) < ($1.launchedAt, $1.instanceID)
    }) {
      if let end, isOver(end: end, lastLoss, before: life.launchedAt) {
        runs.append([])
      } else if runs.isEmpty {
        runs.append([])
      }
      runs[runs.count - 1].append(life)
      end = max(end ?? life.endedAt, life.endedAt)
      if life.exit == .interrupted {
        lastLoss = max(lastLoss ?? life.endedAt, life.endedAt)
      }
    }
    // What was reported before a run's first instance is of the run before.
    let starts = runs.map { $0.map(\.launchedAt).min() }
    return runs.indices.map { index in
      let from = index == 0 ? nil : starts[index]
      let until = index + 1 < runs.count ? starts[index + 1] : nil
      return JobTimeline(
        lives: runs[index],
        reports: reports.filter { report in
          (from.map { $0 <= report.at } ?? true)
            && (until.map { report.at < $0 } ?? true)
        })
    }
  }

  private static func isOver(
    end: UTCInstant, _ lastLoss: UTCInstant?, before launch: UTCInstant
  ) -> Bool {
    let waited = launch.hours(since: end)
    if waited > mostWaitHours { return true }
    return waited > 1
      && (lastLoss.map { end.hours(since: $0) > calmHours } ?? true)
  }

  /// Losses that fell within `reach` of the first of them, with what the job
  /// went through afterwards.
  struct Loss {
    var lost: [JobLife]
    /// The first of the losses.
    var at: UTCInstant
    /// Instances that the job needs to be whole.
    var size: Int
    /// Work from here to `at` was thrown away; nil where unknown, `at` where
    /// the job was not at work.
    var workSince: UTCInstant?
    /// The gang waits from `at` until here; nil where nothing tells.
    var waitsUntil: UTCInstant?
    /// Then it restarts until here; nil where nothing tells.
    var restartsUntil: UTCInstant?
    /// When the job was reported to be at work again.
    var atWorkAt: UTCInstant?
    /// Why one of them is nil.
    var gap: InterruptionCost.Gap?
    var isOver: Bool
  }

  /// Losses within three minutes of the first fell together: a provider that
  /// needs a host back warns its tenants within a few minutes of each other.
  static let reach: Int64 = 180_000

  /// The job's losses in order; what each of them cost does not overlap.
  ///
  /// - Parameter until: the end of the facts.
  func losses(until: UTCInstant) -> [Loss] {
    let lost = lives.filter { $0.exit == .interrupted }.sorted {
      ($0.endedAt, $0.instanceID) < ($1.endedAt, $1.instanceID)
    }
    var result: [Loss] = []
    var index = 0
    var state = State.atWork(since: nil)
    var size = 0
    while index < lost.count {
      let at = lost[index].endedAt
      if case .down = state {} else { size = neededSize(lost[index]) }
      let workSince = workSince(state, at: at)
      let limit = min(
        at.adding(milliseconds: Self.reach),
        firstReport(after: at, ofStart: true)?.at ?? until)
      let group = Array(
        lost[index...].prefix { $0.endedAt == at || $0.endedAt <= limit })
      index += group.count
      let next = index < lost.count ? lost[index].endedAt : nil
      let (loss, after) = aftermath(
        of: group, at: at, size: size, workSince: workSince, next: next,
        until: until)
      result.append(loss)
      state = after
    }
    return result
  }

  /// What is known of the job just before a loss.
  private enum State {
    /// At work; reports up to `since` belong to what was lost before.
    case atWork(since: UTCInstant?)
    /// Not yet back from the loss before.
    case down
    /// Back or not, nothing tells.
    case unknown(since: UTCInstant)
  }

  private func workSince(_ state: State, at: UTCInstant) -> UTCInstant? {
    let since: UTCInstant?
    switch state {
    case .down: return at
    case .unknown(let before): since = before
    case .atWork(let before): since = before
    }
    if let last = reports.last(where: { $0.at <= at }),
      since.map({ last.at > $0 }) ?? true
    {
      return last.at
    }
    // A job that reports its starts and first did so at step 0 had not begun.
    if since == nil, let first = reports.first, first.at > at,
      first.restartMilliseconds != nil, first.step == 0
    {
      return at
    }
    return nil
  }

  /// Instances running just before a loss, or asked for together with the
  /// lost one where those are more.
  private func neededSize(_ lost: JobLife) -> Int {
    let running = lives.count {
      $0.launchedAt < lost.endedAt && $0.endedAt >= lost.endedAt
    }
    guard let gang = lost.gang, let requestedAt = lost.requestedAt else {
      return running
    }
    return max(
      running,
      lives.count { $0.gang == gang && $0.requestedAt == requestedAt })
  }

  /// The first moment from `at` on at which so many instances run.
  private func wholeAgain(from at: UTCInstant, size: Int) -> UTCInstant? {
    let moments = [at] + lives.map(\.launchedAt).filter { $0 > at }
    return moments.first { moment in
      lives.count { $0.launchedAt <= moment && $0.endedAt > moment } >= size
    }
  }

  /// Whether an instance of the job runs when the facts end.
  ///
  /// One that was first billed in their last hour may look as if it had ended
  /// there.
  private func runs(at until: UTCInstant) -> Bool {
    lives.contains { $0.exit == .observationEnded || $0.endedAt >= until }
  }

  private func firstReport(
    after at: UTCInstant, ofStart: Bool
  ) -> CheckpointReport? {
    reports.first {
      $0.at > at && (!ofStart || $0.restartMilliseconds != nil)
    }
  }

  /// Follows the job from its losses to the next, or to the end.
  private func aftermath(
    of group: [JobLife], at: UTCInstant, size: Int, workSince: UTCInstant?,
    next: UTCInstant?, until: UTCInstant
  ) -> (Loss, State) {
    let last = group.last?.endedAt ?? at
    let whole = wholeAgain(from: last, size: size)
    let start = firstReport(after: last, ofStart: true)?.at
    let checkpoint = whole.flatMap {
      firstReport(after: $0, ofStart: false)?.at
    }
    var loss = Loss(
      lost: group, at: at, size: size, workSince: workSince,
      waitsUntil: until, isOver: true)
    // Back at work before anything else happened.
    if let start, next.map({ start <= $0 }) ?? true,
      checkpoint.map({ start <= $0 }) ?? true
    {
      loss.waitsUntil = min(whole ?? start, start)
      loss.restartsUntil = start
      loss.atWorkAt = start
      return (loss, .atWork(since: last))
    }
    // A checkpoint of a gang that was not whole: it went on with fewer, and
    // nothing tells from when on.
    let early = firstReport(after: last, ofStart: false)?.at
    if let early, early <= min(whole ?? until, next ?? until) {
      loss.waitsUntil = nil
      loss.gap = .noRestartReport
      return (loss, .unknown(since: last))
    }
    if let whole, next.map({ whole < $0 }) ?? true {
      loss.waitsUntil = whole
      if let next {
        guard checkpoint.map({ $0 > next }) ?? true, reportsRestarts,
          firstReport(after: next, ofStart: false) != nil
        else {
          loss.gap = .noRestartReport
          return (loss, .unknown(since: last))
        }
        loss.restartsUntil = next
        return (loss, .down)
      }
      let isOpen = checkpoint == nil && reportsRestarts && runs(at: until)
      loss.gap = isOpen ? .notOver : .noRestartReport
      loss.isOver = !isOpen
      return (loss, .unknown(since: last))
    }
    // The gang was not whole before the next loss, or never again.
    loss.restartsUntil = next ?? until
    loss.waitsUntil = loss.restartsUntil
    loss.isOver = next != nil || !runs(at: until)
    return (loss, .down)
  }
}
