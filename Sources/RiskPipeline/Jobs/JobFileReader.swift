import RiskDecision
import RiskDomain

/// Turns the mappings of a job file into a job, key by key.
struct JobFileReader {
  let root: JobFileNode
  var warnings: [String] = []

  /// Largest number that a key takes where nothing bounds it.
  static let most = 1e12

  mutating func job() throws(JobFileError) -> JobSpec {
    if let version = try root.text("apiVersion"), version != "riskctl.dev/v1" {
      throw root.error("apiVersion", "riskctl.dev/v1")
    }
    if let kind = try root.text("kind"), kind != "Job" {
      throw root.error("kind", "Job")
    }
    guard let name = try root.text("name") else {
      throw root.missing("name", "Give the job a name, 'name: llama-ft'.")
    }
    var job = JobSpec(name: name, work: try work())
    job.jobClass = try root.choice("class", JobSpec.Class.self) ?? .training
    job.accept = try accept()
    job.pools = try root.pools("pools")
    guard !job.accept.isEmpty || !job.pools.isEmpty else {
      throw root.missing(
        "accept",
        "Name an accepted GPU ('accept: [{gpu: A100-40GB}]') or the "
          + "pools to consider ('pools: [aws/us-west-2a/p3.2xlarge]').")
    }
    job.gang = try gang()
    job.place = try place()
    job.data = try data()
    job.checkpoint = try checkpoint()
    job.restart = try restart()
    job.when = try window()
    job.money = try money()
    job.risk = try risk()
    job.prices = try prices()
    job.labels = try labels()
    try vehicles(&job)
    job.reserved = try reserved()
    job.fixed = try fixed()
    job.queue = try queue()
    job.referenceGPU = try root.child("work", keys: Self.workKeys)?
      .text("referenceGPU")
    try refuseTooLong(job)
    try refuseContradictions(job)
    addUnusedCommitments(job)
    if case .gpuHours = job.work, job.accept.isEmpty {
      warnings.append(
        "work.gpuHours with pools and without accept: every GPU counts as one "
          + "reference GPU (throughput 1).")
    }
    return job
  }

  private static let workKeys = [
    "gpuHours", "referenceGPU", "hours", "epochs", "hoursPerEpoch",
    "records", "recordsPerGPUHour",
  ]
  /// GPUs of a node at most, where the job does not say.
  private static let mostGPUs = 16

  /// Work that no gang of this job does in a lifetime is a slip of the pen.
  private func refuseTooLong(_ job: JobSpec) throws(JobFileError) {
    let gpus = job.gang.nodes * (job.gang.gpusPerNode ?? Self.mostGPUs)
    let hours = job.workHours(gpus: gpus, throughput: 1)
    guard hours > JobSpec.mostWorkHours else { return }
    throw root.error(
      "work",
      "at most 1000000 hours of the whole gang; this is "
        + (hours < 1e15 ? "\(Int64(hours))" : "\(hours)"))
  }

  private func work() throws(JobFileError) -> JobSpec.Work {
    let hint =
      "Write work: {gpuHours: 2304}, {hours: 48}, {epochs: 12, "
      + "hoursPerEpoch: 3} or {records: 50000000, recordsPerGPUHour: 40000}."
    guard let node = try root.child("work", keys: Self.workKeys) else {
      throw root.missing("work", hint)
    }
    let ways = ["gpuHours", "hours", "epochs", "records"].filter {
      node.has($0)
    }
    guard ways.count == 1 else {
      throw JobFileError(
        "'work' (line \(node.line)) must say the work in exactly one way"
          + (ways.isEmpty ? "" : ", not by \(ways.joined(separator: " and "))")
          + ". \(hint)", line: node.line, key: "work")
    }
    func positive(_ name: String) throws(JobFileError) -> Double {
      guard let value = try node.number(name, 0...Self.most, above: 0) else {
        throw node.missing(name, hint)
      }
      return value
    }
    for (name, partner) in [
      ("hoursPerEpoch", "epochs"), ("recordsPerGPUHour", "records"),
    ] where node.has(name) && !node.has(partner) {
      throw node.missing(partner, hint)
    }
    switch ways[0] {
    case "gpuHours": return .gpuHours(try positive("gpuHours"))
    case "hours": return .hours(try positive("hours"))
    case "epochs":
      return .epochs(
        try positive("epochs"), hoursPerEpoch: try positive("hoursPerEpoch"))
    default:
      return .records(
        try positive("records"),
        recordsPerGPUHour: try positive("recordsPerGPUHour"))
    }
  }

  private func accept() throws(JobFileError) -> [JobSpec.AcceptedGPU] {
    var result: [JobSpec.AcceptedGPU] = []
    let nodes = try root.children(
      "accept", keys: ["gpu", "throughput", "minVRAMGB"])
    for node in nodes {
      guard let gpu = try node.text("gpu") else {
        throw node.missing("gpu", "For example {gpu: A100-40GB}.")
      }
      result.append(
        JobSpec.AcceptedGPU(
          gpu: gpu,
          throughput: try node.number("throughput", 0...1e6, above: 0) ?? 1,
          minVRAMGB: try node.number("minVRAMGB", 0...1e6)))
    }
    return result
  }

  private mutating func gang() throws(JobFileError) -> JobSpec.Gang {
    var gang = JobSpec.Gang()
    guard
      let node = try root.child(
        "gang",
        keys: [
          "nodes", "gpusPerNode", "allOrNothing", "elastic", "sameZone", "efa",
        ])
    else { return gang }
    gang.nodes = try node.integer("nodes", 1...100_000) ?? 1
    gang.gpusPerNode = try node.integer("gpusPerNode", 1...1024)
    gang.efa = try node.flag("efa") ?? false
    gang.sameZone = try node.flag("sameZone") ?? true
    // Nodes that need not all be up work for themselves, from one node on.
    if try node.flag("allOrNothing") == false, gang.nodes > 1 {
      gang.elastic = .init(minNodes: 1, maxNodes: gang.nodes)
      gang.isIndependent = true
    }
    if let elastic = try node.child("elastic", keys: ["minNodes", "maxNodes"]) {
      gang.elastic = .init(
        minNodes: try elastic.integer("minNodes", 1...100_000) ?? 1,
        maxNodes: try elastic.integer("maxNodes", 1...100_000) ?? gang.nodes)
      gang.isIndependent = false
    }
    if !gang.sameZone, !gang.isIndependent {
      warnings.append(
        "gang.sameZone is false and has no effect: members that need each other "
          + "are never spread over zones.")
    }
    return gang
  }

  private func place() throws(JobFileError) -> JobSpec.Place {
    var place = JobSpec.Place()
    guard
      let node = try root.child(
        "where", keys: ["providers", "regions", "exclude", "quotas"])
    else { return place }
    place.providers = try node.choices("providers", PoolID.Provider.self)
    place.regions = try node.texts("regions")
    place.exclude = try node.texts("exclude")
    let quotas = try node.children(
      "quotas", keys: ["provider", "region", "family", "vcpus"])
    for quota in quotas {
      let hint =
        "For example {provider: aws, region: us-west-2, family: p, "
        + "vcpus: 384}."
      guard let provider = try quota.choice("provider", PoolID.Provider.self)
      else { throw quota.missing("provider", hint) }
      guard let vcpus = try quota.number("vcpus", 0...Self.most) else {
        throw quota.missing("vcpus", hint)
      }
      place.quotas.append(
        .init(
          provider: provider, region: try quota.text("region"),
          family: try quota.text("family"), vcpus: vcpus))
    }
    return place
  }

  private func data() throws(JobFileError) -> JobSpec.DataLocation? {
    guard
      let node = try root.child(
        "data", keys: ["location", "datasetGB", "readPerStartGB", "mayMove"])
    else { return nil }
    guard let location = try node.text("location") else {
      throw node.missing("location", "For example location: aws/us-west-2.")
    }
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty,
      let provider = PoolID.Provider(rawValue: String(parts[0]))
    else {
      throw node.error("location", "provider/region such as aws/us-west-2")
    }
    return JobSpec.DataLocation(
      provider: provider, region: String(parts[1]),
      datasetGB: try node.number("datasetGB", 0...Self.most),
      readPerStartGB: try node.number("readPerStartGB", 0...Self.most),
      mayMove: try node.flag("mayMove") ?? false,
      // Said in so many words it binds every byte, not the copy alone.
      mustStay: try node.flag("mayMove") == false)
  }

  private func vehicles(_ job: inout JobSpec) throws(JobFileError) {
    guard root.has("vehicles") else { return }
    var seen: Set<JobSpec.Vehicle> = []
    job.vehicles = try root.choices("vehicles", JobSpec.Vehicle.self)
      .filter { seen.insert($0).inserted }
    guard !job.vehicles.isEmpty else {
      throw root.error("vehicles", "a list with at least one vehicle")
    }
  }
}
