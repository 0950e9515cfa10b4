public import RiskDomain

/// How a job's gang maps onto the instances of one pool.
public struct GangShape: Hashable, Sendable, Codable {
  /// Instances bought.
  public var instances: Int
  /// GPUs of the job; instances of a pool without GPUs count as one each.
  public var gpus: Int
  /// Speed of one GPU against the reference GPU.
  public var throughput: Double

  public init(instances: Int, gpus: Int, throughput: Double) {
    self.instances = instances
    self.gpus = gpus
    self.throughput = throughput
  }

  /// Why a pool cannot take a job.
  public struct Rejection: Error, Hashable, Sendable {
    /// A sentence.
    public var reason: String
  }

  /// The shape of a job on the instances of a type.
  ///
  /// An instance that has room for several nodes takes them; one with fewer
  /// GPUs than a node needs takes none: the GPUs of a node share its memory and
  /// its bus. Types named by
  /// `pools` need no catalog entry: then one instance is one node.
  public static func of(
    job: JobSpec, provider: PoolID.Provider, instanceType name: String,
    isNamedByJob: Bool, catalog: Catalog
  ) throws(Rejection) -> GangShape {
    let nodes = max(job.gang.nodes, 1)
    let type = catalog.instanceType(name, provider: provider)
    guard let type, type.acceleratorCount > 0, let gpu = type.accelerator else {
      if isNamedByJob, type == nil || job.accept.isEmpty {
        return GangShape(
          instances: nodes, gpus: nodes * (job.gang.gpusPerNode ?? 1),
          throughput: 1)
      }
      throw Rejection(
        reason: type == nil
          ? "\(name) is not in the catalog." : "\(name) has no GPU.")
    }
    let accepted = job.accept.first {
      GPUName.matches($0.gpu, accelerator: gpu, vramGB: type.vramGB)
    }
    if accepted == nil, !isNamedByJob || !job.accept.isEmpty {
      throw Rejection(reason: "\(gpu) is not an accepted GPU.")
    }
    if let least = accepted?.minVRAMGB {
      guard let vram = type.vramGB, vram >= least else {
        let has = type.vramGB.map { plain($0, digits: 1) } ?? "unknown"
        throw Rejection(
          reason: "\(gpu) has \(has) GB of memory; the job needs "
            + "\(plain(least, digits: 1)) GB.")
      }
    }
    if job.gang.efa, nodes > 1, type.interconnect == nil {
      throw Rejection(
        reason: "\(name) has no fast interconnect (gang.efa is true).")
    }
    let perNode = max(job.gang.gpusPerNode ?? type.acceleratorCount, 1)
    guard perNode <= type.acceleratorCount else {
      throw Rejection(
        reason:
          "\(name) has \(Counted.of(type.acceleratorCount, "GPU")); a node "
          + "needs \(perNode) (gang.gpusPerNode).")
    }
    let nodesEach = type.acceleratorCount / perNode
    let instances = (nodes + nodesEach - 1) / nodesEach
    return GangShape(
      instances: instances, gpus: nodes * perNode,
      throughput: accepted?.throughput ?? 1)
  }
}
