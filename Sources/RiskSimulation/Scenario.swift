/// What is true of a simulated world, beside its seed.
public struct Scenario: Hashable, Sendable {
  /// How a region's hazard goes up and down over the hours of the week.
  enum Rhythm: Hashable, Sendable {
    /// A working day and a weekend, drawn for each region.
    case working
    /// A wave over the day, its crest this many times its trough, at 13 h
    /// local time.
    case daily(ratio: Double)
    case none
  }

  /// Surges that hit every pool of a region alike.
  struct Waves: Hashable, Sendable {
    /// Mean hours from one surge to the next, and of a surge.
    var meanGapHours, meanHours: Double
    /// Hazard in a surge over that outside.
    var factor: Double
  }

  /// The change of a pool's log hazard from the first to the last day.
  struct Drift: Hashable, Sendable {
    var mean, deviation: Double
  }

  /// Which files tell of it.
  enum Files: Hashable, Sendable {
    /// Prices, bills, events, operations, launches.
    case clouds
    /// The launcher's log alone, with every end.
    case launches
    /// Those of one cloud, the training loops' log, and what each loss cost.
    case training
  }

  /// Standard deviations of the logarithms of a multiplier's factors.
  struct Deviations: Hashable, Sendable {
    var provider, region, zone, family, pool: Double
  }

  /// Which pools there are.
  enum Fleet: Hashable, Sendable { case month, many, training, trainingGCP }

  /// Name on the command line.
  public private(set) var name: String
  var fleet: Fleet
  var deviations: Deviations
  /// Largest over smallest multiplier, which the logarithms are stretched to;
  /// nil leaves them as drawn.
  var spread: Double?
  var rhythm: Rhythm
  var waves: Waves?
  /// How hazards change from the first to the last day; nil = not.
  var drift: Drift?
  /// Average number of instances that a pool runs at scale 1.
  var occupancy: Double
  var files: Files

  /// Plans of the pools.
  var plans: [PoolPlan] {
    switch fleet {
    case .month: FleetPlan.pools
    case .many: ManyPools.plans
    case .training: TrainingPlans.aws
    case .trainingGCP: TrainingPlans.gcp
    }
  }
}

extension Scenario {
  /// A month of GPU work in 48 pools of two clouds.
  public static let gpuMonth = Scenario(
    name: "gpu-month", fleet: .month,
    deviations: Deviations(
      provider: 0.20, region: 0.25, zone: 0.20, family: 0.35, pool: 0.30),
    spread: 15, rhythm: .working, waves: nil, drift: nil, occupancy: 0.45,
    files: .clouds)

  /// The hazards of all pools rise by half from the first to the last day on
  /// average, some fall to a half and some treble.
  public static let drift = gpuMonth.changed("drift") {
    $0.drift = Drift(mean: 0.4, deviation: 0.6)
  }

  /// Every two and a half days a region's hazard rises sixfold for some hours.
  public static let waves = gpuMonth.changed("waves") {
    $0.waves = Waves(meanGapHours: 60, meanHours: 4, factor: 6)
  }

  /// Five thousand pools with two losses each.
  public static let sparse = Scenario(
    name: "sparse", fleet: .many,
    deviations: Deviations(
      provider: 0, region: 0.3, zone: 0.2, family: 0.5, pool: 0.3),
    spread: nil, rhythm: .none, waves: nil, drift: nil, occupancy: 0.021,
    files: .launches)

  /// The hour of the day counts fourfold.
  public static let daily = gpuMonth.changed("daily") {
    $0.rhythm = .daily(ratio: 4)
  }

  /// Neither place, family nor hour tells anything: pools differ, that is all.
  public static let flat = gpuMonth.changed("flat") {
    $0.deviations = Deviations(
      provider: 0, region: 0, zone: 0, family: 0, pool: 0.6)
    $0.rhythm = .none
  }

  /// Gangs that train with checkpoints, and the books of what every loss cost
  /// them.
  public static let trainingMonth = Scenario(
    name: "training-month", fleet: .training,
    deviations: Deviations(
      provider: 0, region: 0.2, zone: 0.2, family: 0.3, pool: 0.3),
    spread: nil, rhythm: .none, waves: nil, drift: nil, occupancy: 1,
    files: .training)

  /// The same on Google's machines, with its bills.
  public static let trainingGCP = trainingMonth.changed("training-gcp") {
    $0.fleet = .trainingGCP
  }

  /// In the order of the guide.
  public static let all = [
    gpuMonth, drift, waves, sparse, daily, flat, trainingMonth, trainingGCP,
  ]

  private func changed(
    _ name: String, _ change: (inout Scenario) -> Void
  ) -> Scenario {
    var scenario = self
    scenario.name = name
    change(&scenario)
    return scenario
  }
}
