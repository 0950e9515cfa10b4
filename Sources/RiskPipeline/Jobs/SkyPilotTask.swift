import RiskDecision
import RiskDomain
import Yams

/// Reads a SkyPilot task as a job file.
///
/// Keys as in SkyPilot's "YAML spec" (docs.skypilot.co, read 2026-11-21): the
/// machines of `resources` with `any_of` and `ordered`, `num_nodes` and
/// `service`. What is set up and run says nothing of cost or risk. A task does
/// not say how much there is to do: that is asked for by name.
struct SkyPilotTask {
  /// What SkyPilot calls a GPU, and what a job file calls it.
  private static let gpus = [
    "K80": "K80-12GB", "M60": "M60-8GB", "P100": "P100-16GB",
    "V100": "V100-16GB", "V100-32GB": "V100-32GB", "T4": "T4-16GB",
    "A10": "A10-24GB", "A10G": "A10G-24GB", "L4": "L4-24GB",
    "L40S": "L40S-48GB", "A100": "A100-40GB", "A100-40GB": "A100-40GB",
    "A100-80GB": "A100-80GB", "H100": "H100-80GB", "H100-SXM": "H100-80GB",
    "H100-MEGA": "H100-80GB", "H200": "H200-141GB", "B200": "B200-180GB",
    "B300": "B300-268GB", "GB200": "GB200-192GB", "MI300X": "MI300X-192GB",
    "RTXPRO6000": "RTX-PRO-6000-96GB",
  ]

  /// The job file's keys that the task states.
  private(set) var job: Node.Mapping = [:]
  private(set) var notes: [String] = []
  private var accepted: [String] = []
  private var counts: Set<Int> = []
  private var providers: [String] = []
  private var regions: [String] = []
  private var pools: [String] = []
  /// A place that is open in one of several resources is open.
  private var isAnyProvider = false
  private var isAnyRegion = false

  /// Whether the keys of a file are those of a task.
  static func isTask(_ keys: Set<String>) -> Bool {
    !keys.contains("accept") && !keys.contains("pools")
      && keys.contains("resources")
  }

  init(_ task: Node.Mapping) throws(JobFileError) {
    for key in ["name", "labels"] {
      if let value = task[Node(key)] { job[Node(key)] = value }
    }
    guard case .mapping(let resources)? = task["resources"] else {
      throw Self.error("resources", task["resources"], "hold keys")
    }
    try take(resources)
    try addMachines()
    var gang: Node.Mapping = [:]
    if let nodes = task["num_nodes"], nodes.null == nil {
      gang["nodes"] = nodes
    }
    if let count = counts.first { gang["gpusPerNode"] = Node(String(count)) }
    if !gang.isEmpty { job["gang"] = .mapping(gang) }
    if task["service"] != nil { job["class"] = Node("realtime") }
  }

  /// Takes the machines of all alternatives, each over what they share.
  private mutating func take(_ shared: Node.Mapping) throws(JobFileError) {
    var alternatives: [Node.Mapping] = []
    for key in ["any_of", "ordered"] {
      guard let list = shared[Node(key)], list.null == nil else { continue }
      guard case .sequence(let entries) = list else {
        throw Self.error("resources." + key, list, "be a list")
      }
      for entry in entries {
        guard case .mapping(let own) = entry else {
          throw Self.error("resources." + key, entry, "hold keys")
        }
        var all = shared
        for (key, value) in own { all[key] = value }
        alternatives.append(all)
      }
      if key == "ordered" {
        notes.append(
          "resources.ordered is taken as a list without an order: the plan "
            + "says which of them costs least.")
      }
    }
    if alternatives.isEmpty { alternatives = [shared] }
    for resources in alternatives { try takeOne(resources) }
    if alternatives.allSatisfy({ $0["use_spot"]?.bool == false }) {
      // Written out: the task may not be interrupted.
      job["vehicles"] = Node(
        ["on-demand", "capacity-block"].map { Node($0) })
    } else if alternatives.contains(where: { $0["use_spot"] != nil }) {
      notes.append(
        "resources.use_spot is not asked for: the plan compares spot with the "
          + "other ways; name them with vehicles to narrow it.")
    }
  }

  /// Keys of `resources` as SkyPilot's page lists them.
  private static let resourceKeys = [
    "accelerators", "accelerator_args", "any_of", "autostop", "cloud", "cpus",
    "disk_size", "disk_tier", "image_id", "infra", "instance_type",
    "job_recovery", "labels", "max_hourly_cost", "memory", "network_tier",
    "ordered", "ports", "priority", "region", "spot_recovery", "use_spot",
    "volumes", "zone", "_cluster_config_overrides",
  ]

  /// A key that is nearly one of SkyPilot's is a mistake; another may be of a
  /// later version, and is told of.
  private mutating func checkKeys(
    _ resources: Node.Mapping
  ) throws(JobFileError) {
    for node in resources.keys {
      let key = node.scalar?.string ?? ""
      guard !Self.resourceKeys.contains(key) else { continue }
      let nearest = Self.resourceKeys.min {
        (NearestNames.distance(key, $0), $0)
          < (NearestNames.distance(key, $1), $1)
      }
      if let nearest, NearestNames.distance(key, nearest) <= 2 {
        throw Self.error(
          "resources." + key, node,
          "be a key of SkyPilot. Did you mean "
            + "'\(nearest)'?")
      }
      notes.append(
        "resources.\(key) is no known key of SkyPilot and is not read.")
    }
  }

  private mutating func takeOne(
    _ resources: Node.Mapping
  ) throws(JobFileError) {
    try checkKeys(resources)
    let (provider, region, zone) = try place(resources)
    if let provider { providers.append(provider) } else { isAnyProvider = true }
    if let region { regions.append(region) } else { isAnyRegion = true }
    let type = resources["instance_type"]?.scalar?.string
    if let type, let provider, let zone {
      pools.append("\(provider)/\(zone)/\(type)")
    } else if let type {
      notes.append(
        "resources.instance_type \(type) is not read without cloud and zone: "
          + "every machine with the GPU is looked at.")
    } else if let zone {
      notes.append(
        "resources.zone \(zone) is not read without an instance_type: every "
          + "zone of its region is looked at.")
    }
    try takeGPUs(resources["accelerators"])
  }

  /// Cloud, region and zone, each nil where the task leaves it open.
  private func place(
    _ resources: Node.Mapping
  ) throws(JobFileError) -> (String?, String?, String?) {
    func text(_ key: String) -> String? {
      guard let text = resources[Node(key)]?.scalar?.string,
        resources[Node(key)]?.null == nil, text != "*"
      else { return nil }
      return text
    }
    var (cloud, region, zone) = (text("cloud"), text("region"), text("zone"))
    if let infra = text("infra") {
      let parts = infra.split(separator: "/").map(String.init)
      func part(_ index: Int) -> String? {
        parts.indices.contains(index) && parts[index] != "*"
          ? parts[index] : nil
      }
      (cloud, region, zone) = (part(0), part(1), part(2))
    }
    let provider = cloud?.lowercased()
    if let provider, PoolID.Provider(rawValue: provider) == nil {
      throw Self.error(
        resources["infra"] == nil ? "resources.cloud" : "resources.infra",
        resources["cloud"] ?? resources["infra"],
        "name aws, gcp or azure, not '\(provider)'")
    }
    if let zone, region == nil, let provider,
      let known = PoolID.Provider(rawValue: provider)
    {
      region = PoolID.region(ofZone: zone, provider: known)
    }
    return (provider, region, zone)
  }

  /// `A100:8`, `A100`, `{A100: 8}`, or a list of these.
  private mutating func takeGPUs(_ node: Node?) throws(JobFileError) {
    guard let node, node.null == nil else { return }
    switch node {
    case .scalar(let scalar): try takeGPU(scalar.string, node)
    case .sequence(let entries):
      for entry in entries { try takeGPUs(entry) }
    case .mapping(let entries):
      for (name, count) in entries {
        let count = count.scalar?.string ?? ""
        try takeGPU(
          (name.scalar?.string ?? "") + (count.isEmpty ? "" : ":" + count),
          name)
      }
    case .alias:
      throw Self.error("resources.accelerators", node, "be written out")
    }
  }

  private mutating func takeGPU(
    _ text: String, _ node: Node
  ) throws(JobFileError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let name = parts.first.map { $0.uppercased() } ?? ""
    let count = parts.count > 1 ? Int(parts[1]) : 1
    guard let count, count > 0, parts.count <= 2 else {
      throw Self.error(
        "resources.accelerators", node,
        "be a GPU and a whole number such as A100:8, not '\(text)'")
    }
    guard let gpu = Self.gpus[name] else {
      throw Self.error(
        "resources.accelerators", node,
        "name a GPU of a cloud's machines, not '\(name)'. "
          + JobFileNode.suggestion(
            for: name, among: Self.gpus.keys.sorted()))
    }
    counts.insert(count)
    guard counts.count == 1 else {
      throw Self.error(
        "resources.accelerators", node,
        "ask for one number of GPUs: work is divided among them. Plan each "
          + "number as a job of its own")
    }
    if !accepted.contains(gpu) { accepted.append(gpu) }
  }

  private mutating func addMachines() throws(JobFileError) {
    func list(_ names: [String]) -> Node {
      var seen: Set<String> = []
      return Node(names.filter { seen.insert($0).inserted }.map { Node($0) })
    }
    if !accepted.isEmpty {
      job["accept"] = Node(
        accepted.map { gpu in Node([(Node("gpu"), Node(gpu))]) })
      if accepted.count > 1 {
        notes.append(
          "The task does not say how fast its GPUs are: each counts like "
            + "\(accepted[0]). Say it with accept and throughput.")
      }
    }
    if !pools.isEmpty { job["pools"] = list(pools) }
    var place: Node.Mapping = [:]
    if !isAnyProvider { place["providers"] = list(providers) }
    if !isAnyRegion { place["regions"] = list(regions) }
    if !place.isEmpty { job["where"] = .mapping(place) }
  }

  private static func error(
    _ key: String, _ node: Node?, _ what: String
  ) -> JobFileError {
    let line = node?.mark?.line ?? 1
    return JobFileError(
      "'\(key)' of the SkyPilot task (line \(line)) must \(what).",
      line: line, column: node?.mark?.column, key: key)
  }
}
