import Foundation

/// `Stress FIRST COUNT SECONDS`: worlds of the seeds from FIRST on, at most
/// COUNT of them and until SECONDS are over, one in fifty with a large job;
/// then one of 100,000 pools.
///
/// Prints how many were tried; what is amiss goes to standard error, and the
/// exit code is then 1.
@main
enum Main {
  static func main() {
    let numbers = CommandLine.arguments.dropFirst().compactMap(UInt64.init)
    guard numbers.count == 3 else {
      FileHandle.standardError.write(
        Data("usage: Stress FIRST COUNT SECONDS\n".utf8))
      exit(64)
    }
    let (first, count, seconds) = (numbers[0], numbers[1], numbers[2])
    let start = ContinuousClock.now
    var tried = 0
    var amiss = 0
    func look(_ world: StressWorld) {
      let problems = world.problems(runs: 20)
      tried += 1
      guard !problems.isEmpty else { return }
      amiss += 1
      FileHandle.standardError.write(
        Data("seed \(world.seed): \(problems.prefix(3))\n".utf8))
    }
    for seed in first..<(first + count) {
      guard ContinuousClock.now - start < .seconds(seconds) else { break }
      look(StressWorld(seed: seed, isLarge: seed.isMultiple(of: 50)))
    }
    look(StressWorld(seed: first, pools: 100_000))
    print("\(tried)")
    exit(amiss == 0 ? 0 : 1)
  }
}
