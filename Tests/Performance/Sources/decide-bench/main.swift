import Foundation
import RiskDecision
import RiskDomain
import RiskForecast
import RiskModels

// decide-bench
//
// A job of 48 h with up to 92 h of time on one pool, restarts of 0.2 h. `table`
// is the processor time of the first answer, which makes the whole table;
// `states` counts its values: slack × work × (idle, launch ticks left on spot,
// on on-demand) × state of the pool. `answers` and `lines` are answers a second
// once the table stands, the latter with their JSON in and out. One `name value`
// a line.

/// Processor seconds of this process so far.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

let pool = PoolID(
  provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge")
let start = UTCInstant(unixSeconds: 1_700_000_000)
let (work, time, launch, buckets) = (480, 920, 2, 12)

var job = JobSpec(name: "bench", work: .hours(Double(work) / 10))
job.pools = [pool]
job.checkpoint.continuous = true
job.restart.provisionSeconds = Double(launch) * 360
job.restart.initSeconds = 0
job.vehicles = [.spot, .onDemand]
job.risk.meetDeadline = 1
job.prices = [
  JobSpec.PriceOverride(pool: pool, spotPerHour: 1, onDemandPerHour: 10.0 / 3)
]

let outlook = PoolOutlook(
  pool: pool, asOf: start, evidence: .own, clock: .probe,
  loss: .init(
    mean: PiecewiseHazard(
      cutsHours: [0, 0.5, 2, 8], ratesPerHour: [1.2, 0.5, 0.2, 0.06]),
    multiplierShape: 50),
  acquisition: .init(
    mean: PiecewiseHazard(
      cutsHours: [0, 0.5, 2], ratesPerHour: [1.5, 0.6, 0.15]),
    multiplierShape: 50))

/// A request of a job that has done some of its work.
func request(_ k: Int) -> DecideRequest {
  let modes: [DecideRequest.Mode] = [.idle, .spot, .onDemand]
  let mode = modes[k % 3]
  let done = k * 37 % work
  return DecideRequest(
    id: .integer(Int64(k)), now: start.adding(hours: Double(done) / 10),
    deadline: start.adding(hours: Double(time) / 10),
    remainingWorkHours: Double(work - done) / 10, mode: mode,
    pool: mode == .spot ? pool : nil, ageHours: mode == .spot ? 3 : nil,
    restartRemainingHours: k % 7 == 0 && mode != .idle ? 0.1 : 0,
    pools: [
      .init(
        pool: pool, available: mode == .spot || k % 2 == 0,
        sinceHours: Double(k % 50) / 10)
    ])
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

var tables: [Double] = []
var policy = DecidePolicy(job: job, outlooks: [outlook], catalog: Catalog())
for _ in 0..<5 {
  policy = DecidePolicy(job: job, outlooks: [outlook], catalog: Catalog())
  let before = processorSeconds()
  _ = policy.answer(request(0))
  tables.append(processorSeconds() - before)
}
let states =
  (time - work + 1) * (work + 1)
  * (2 * buckets + (launch + 1) * 3 * buckets)
print("states \(states)")
print("table \(median(tables))")

let requests = (0..<50_000).map(request)
let encoder = JSONEncoder()
let lines = try requests.map { try encoder.encode($0) }
var (answers, written) = ([Double](), [Double]())
for _ in 0..<5 {
  var before = processorSeconds()
  var good = 0
  for request in requests {
    if case .success = policy.answer(request) { good += 1 }
  }
  answers.append(Double(good) / (processorSeconds() - before))
  before = processorSeconds()
  var bytes = 0
  for line in lines {
    switch DecideLine.request(line) {
    case .success(let request):
      bytes += try DecideLine.line(policy.answer(request)).count
    case .failure: break
    }
  }
  written.append(Double(lines.count) / (processorSeconds() - before))
  if bytes == 0 { exit(70) }
}
print("answers \(median(answers))")
print("lines \(median(written))")
