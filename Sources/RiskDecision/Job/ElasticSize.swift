import RiskDomain

/// With how many nodes an elastic gang is launched in a pool.
struct ElasticSize: Hashable, Sendable {
  /// Nodes to launch.
  var nodes: Int
  /// Nodes with which it still goes on.
  var minNodes: Int

  /// The size for a pool: `gang.nodes`, fewer where quotas allow fewer, and
  /// more, up to the most, where with no loss at all the deadline would be
  /// missed otherwise; nil when the gang is not elastic.
  ///
  /// `shape` and `workHours` are those of `gang.nodes`.
  init?(
    job: JobSpec, pool: PoolID, shape: GangShape, workHours: Double,
    catalog: Catalog, asOf: UTCInstant
  ) {
    guard let elastic = job.gang.elastic, shape.instances > 0 else {
      return nil
    }
    minNodes = elastic.minNodes
    nodes = job.gang.nodes
    if let deadline = job.when.deadline {
      let start = max(job.when.earliest ?? asOf, asOf)
      let left = deadline.hours(since: start) - job.launchHours
      if left > 0, workHours > left {
        let wanted = (Double(nodes) * workHours / left).rounded(.up)
        nodes = Int(min(wanted, Double(elastic.maxNodes)))
      }
    }
    if let limit = PoolRules.quotaInstances(
      job: job, pool: pool, catalog: catalog)
    {
      let each = Double(shape.instances) / Double(job.gang.nodes)
      let most = (Double(limit.instances) / each + 1e-9).rounded(.down)
      nodes = min(nodes, max(Int(most), minNodes))
    }
  }
}
