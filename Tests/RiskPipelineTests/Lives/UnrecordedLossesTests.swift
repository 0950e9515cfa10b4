import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// A bill tells how long instances ran and not why they ended: without a record
/// of losses nothing is forecast, however many hours it holds.
struct UnrecordedLossesTests {
  private static let job = """
    name: two-hours
    work: {hours: 2}
    pools: [aws/us-west-2a/p3.2xlarge]
    checkpoint: {continuous: true}
    when: {earliest: 2026-01-15T00:00:00Z, deadline: 2026-01-17T00:00:00Z}
    prices: [{pool: aws/us-west-2a/p3.2xlarge, spotPerHour: 0.918, \
    onDemandPerHour: 3.06}]
    """

  /// Ten instances that are billed on the 14th from 1 to 7 h, each gone before
  /// the bill ends: an eleventh is billed from 0 to 23 h.
  private static func bill() -> String {
    var lines: [CURLines.Line] = []
    func add(_ instance: Int, hours: Range<Int>) {
      for hour in hours {
        lines.append(
          CURLines.Line(
            id: "l\(instance)-\(hour)", resource: "i-0\(instance)",
            hour: "14 \(hour < 10 ? "0" : "")\(hour)", cost: "0.918"))
      }
    }
    for instance in 0..<10 { add(instance, hours: 1..<7) }
    add(10, hours: 0..<23)
    return CURLines(lines: lines).text
  }

  private static func event(_ type: String, _ detail: String) -> String {
    """
    {"version":"0","id":"e-\(detail.count)","detail-type":"\(type)",\
    "source":"aws.ec2","account":"000000000012",\
    "time":"2026-01-14T06:20:00Z","region":"us-west-2",\
    "resources":[],"detail":\(detail)}

    """
  }

  private static func context() throws -> RunContext {
    try MonthPipeline.context(
      asOf: UTCInstant(parsing: "2026-01-15T00:00:00Z"))
  }

  /// A database of the bill and of these events.
  private func database(
    in folder: String, events: String? = nil
  ) throws -> String {
    let path = folder + "/risk.sqlite"
    var files = [try write(Self.bill(), to: "cur.csv", in: folder)]
    if let events {
      files.append(try write(events, to: "events.jsonl", in: folder))
    }
    _ = try IngestRun.run(
      files: InputFiles.list(files), format: nil, hints: IngestRun.Hints(),
      databasePath: path, context: Self.context())
    return path
  }

  // Hours are billed whole: a life that begins and ends within the bill began
  // and ended half an hour into its first and last hour on average. Ten lives of
  // 6 - 1 h and the one of 23 h are 73 instance-hours.
  private static let sentence =
    "Nothing records losses for aws: 11 spot instances ran 73.0 "
    + "instance-hours in us-west-2, and no file could tell that one was taken "
    + "back. Ingest interruption warnings from EventBridge (aws-eventbridge), "
    + "CloudTrail (aws-cloudtrail), the list of spot requests "
    + "(aws-spot-requests) or a launch log with exits (launches) first."

  @Test func aBillAloneForecastsNothing() throws {
    try withTemporaryFolder { folder in
      let path = try database(in: folder)
      let context = try Self.context()
      func failure(_ body: () throws -> Void) -> UseCaseFailure? {
        do {
          try body()
          return nil
        } catch { return error as? UseCaseFailure }
      }
      let fit = try #require(
        failure {
          _ = try FitRun.run(
            databasePath: path, specPath: nil, fitAsOf: nil, context: context)
        })
      #expect(fit.kind == .valid)
      #expect(fit.message.hasSuffix(Self.sentence))
      for allowsStale in [false, true] {
        let forecast = try #require(
          failure {
            _ = try ForecastRun.run(
              databasePath: path,
              request: ForecastRun.Request(
                horizonsHours: [1, 24], allowsStale: allowsStale),
              context: context)
          })
        #expect(forecast.kind == .valid)
        #expect(forecast.message == Self.sentence)
      }
      let file = try write(Self.job, to: "job.yaml", in: folder)
      let decide = try #require(
        failure {
          _ = try DecideRun(
            databasePath: path, job: JobInput(path: file), fitAsOf: nil,
            context: context)
        })
      #expect(decide.message == Self.sentence)
    }
  }

  // On-demand could be priced, but nobody could say that it is the better one.
  @Test func aPlanIsRefusedForLackOfData() throws {
    try withTemporaryFolder { folder in
      let path = try database(in: folder)
      let file = try write(Self.job, to: "job.yaml", in: folder)
      let advice = try RecommendRun.run(
        databasePath: path, job: JobInput(path: file), mostAlternatives: 3,
        allowsStale: false, context: Self.context())
      #expect(advice.verdict == .notEnoughData)
      #expect(advice.chosen == nil)
      #expect(advice.headline == "Not enough data: " + Self.sentence)
      let onDemand = try #require(
        advice.alternatives.first { $0.vehicle == .onDemand })
      #expect(
        onDemand.rejectedBecause == "Not compared with spot: " + Self.sentence)
      // A job that takes no spot asks for no losses: 2 h at $3.06 and more.
      let sure = try write(
        Self.job + "\nvehicles: [on-demand]", to: "sure.yaml", in: folder)
      let bought = try RecommendRun.run(
        databasePath: path, job: JobInput(path: sure), mostAlternatives: 3,
        allowsStale: false, context: Self.context())
      #expect(bought.verdict == .onDemand)
    }
  }

  // States say that instances ended and not why; one warning in the region
  // shows that losses are recorded there.
  @Test(arguments: [
    (
      "EC2 Instance State-change Notification",
      #"{"instance-id":"i-00","state":"terminated"}"#, nil
    ),
    (
      "EC2 Spot Instance Interruption Warning",
      #"{"instance-id":"i-00","instance-action":"terminate"}"#, 1
    ),
  ])
  func onlyWarningsCount(
    type: String, detail: String, losses: Int?
  ) throws {
    try withTemporaryFolder { folder in
      let path = try database(
        in: folder, events: Self.event(type, detail))
      let context = try Self.context()
      let fitted = try? FitRun.run(
        databasePath: path, specPath: nil, fitAsOf: nil, context: context)
      #expect(fitted?.model.interruptions == losses)
      let rows = try? ForecastRun.run(
        databasePath: path,
        request: ForecastRun.Request(horizonsHours: [24]), context: context
      ).forecasts
      let survival = rows?.first?.survival.first.flatMap(\.self)
      #expect((survival != nil) == (losses != nil))
    }
  }
}
