import Foundation
import RiskDomain
import RiskExposure
import RiskModels
import RiskNumerics

// memory-bench SPEC STATES
//
// Fits the hazard with memory to simulated probes of 24 pools and evaluates three
// horizons, 1, 4 and 24 h, from that many states of pools that are up: past,
// siblings, hour of the day. Prints `seconds NUMBER` of processor time of the
// evaluation alone, one `name value` a line.

/// Processor seconds of this process so far.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Three weeks of probes, ten minutes apart; a pool that has been up for a while
/// is lost less.
func probes(of pool: PoolID, _ rng: inout SplitMix64) -> [AvailabilityProbe] {
  var up = true
  var age = 0
  return (0..<3024).map { tick in
    let chance = up ? 0.3 / Double(1 + age).squareRoot() : 0.25
    if rng.uniform() < chance {
      up.toggle()
      age = 0
    } else {
      age += 1
    }
    return AvailabilityProbe(
      pool: pool, traceStart: UTCInstant(unixSeconds: 1_767_225_600),
      gapMilliseconds: 600_000, tick: tick, available: up ? 1 : 0,
      origin: RowOrigin(source: "simulated", fileDigest: "", line: tick + 1))
  }
}

struct State {
  var pool: PoolID
  var memory: PoolMemory
  var siblings: SiblingMemory
  var at: UTCInstant
  var longRun: PiecewiseHazard
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let wanted = Int(arguments[2]) else {
  print("memory-bench SPEC STATES")
  exit(64)
}
try BLAS.open()
let spec = try JSONDecoder().decode(
  ModelSpec.self, from: Data(contentsOf: URL(fileURLWithPath: arguments[1])))
var rng = SplitMix64(seed: 1)
let start = UTCInstant(unixSeconds: 1_767_225_600)
let facts = (0..<24).flatMap { index in
  probes(
    of: PoolID(
      provider: .aws, zone: "us-west-\(index % 3)a",
      instanceType: "p\(index / 12).\(index)xlarge"), &rng)
}
let spells = probeSpells(facts, until: start.adding(hours: 504), gangSize: 1)
let artifact = try NestedGammaPoisson.fit(
  exposures: spec.exposures(from: spells), spells: spells, spec: spec,
  provenance: HazardArtifact.Provenance(
    observedFrom: start, observedUntil: start.adding(hours: 504),
    dataDigest: "", codeVersion: "", seed: 1))
guard let model = artifact.memory?.first?.hazard else {
  print("the hazard with memory was not taken")
  exit(70)
}
let histories = PoolHistory.all(spells)
let families = Dictionary(grouping: histories) { SiblingKey($0.pool) }
// A property of the pool, not of the moment.
let longRuns = histories.map { model.longRun(of: $0.pool).hazard }
var states: [State] = []
var hours = 48.0
while states.count < wanted, hours < 504 {
  let at = start.adding(hours: hours)
  for (history, longRun) in zip(histories, longRuns)
  where states.count < wanted {
    guard let memory = history.memory(asOf: at), memory.isUp == true else {
      continue
    }
    states.append(
      State(
        pool: history.pool, memory: memory,
        siblings: SiblingMemory(
          of: history.pool, among: families[SiblingKey(history.pool)] ?? [],
          asOf: at), at: at, longRun: longRun))
  }
  hours += 0.05
}
let before = processorSeconds()
var sum = 0.0
for state in states {
  let estimate = model.hazard(
    of: state.pool, memory: state.memory, siblings: state.siblings,
    asOf: state.at, longRun: state.longRun)
  let shape = estimate.multiplierShape
  for ahead in [1.0, 4, 24] {
    let hazard = estimate.hazard.cumulativeHazard(
      over: AgeInterval(
        after: state.memory.ageHours, through: state.memory.ageHours + ahead))
    sum += exp(-shape * log1p(hazard / shape))
  }
}
print("seconds \(processorSeconds() - before)")
print("states \(states.count)")
print("mean-survival \(sum / Double(3 * max(states.count, 1)))")
