import RiskDomain

/// Rules of a job that a pool may break although its GPU is accepted.
enum PoolRules {
  /// Why a pool may not take the job; nil when it may.
  ///
  /// Residency and batches; quotas are looked at with the number of instances.
  static func refusal(
    job: JobSpec, pool: PoolID, shape: GangShape
  ) -> String? {
    if let data = job.data, data.mustStay,
      data.provider != pool.provider || data.region != pool.region
    {
      return "The dataset stays in \(data.provider.rawValue)/\(data.region) "
        + "(data.mayMove is false)."
    }
    if let queue = job.queue, case .records(_, let rate) = job.work,
      let timeout = queue.visibilityTimeoutSeconds
    {
      let seconds = queue.batchSeconds(
        recordsPerGPUHour: rate, throughput: shape.throughput)
      if seconds > timeout {
        return "A batch takes \(plain(seconds, digits: 0)) s on this GPU; the "
          + "queue hands it out again after \(plain(timeout, digits: 0)) s."
      }
    }
    return nil
  }

  /// Most instances of a pool that the quotas of the job allow; nil when no
  /// quota covers it or its vCPUs are unknown.
  static func quotaInstances(
    job: JobSpec, pool: PoolID, catalog: Catalog
  ) -> (instances: Int, quota: JobSpec.Quota, vcpusEach: Int)? {
    guard
      let each = catalog.instanceType(
        pool.instanceType, provider: pool.provider)?.vcpus, each > 0
    else { return nil }
    let tightest = job.place.quotas.filter { $0.covers(pool) }
      .min { $0.vcpus < $1.vcpus }
    guard let tightest else { return nil }
    let count = (tightest.vcpus / Double(each)).rounded(.down)
    return (Int(min(count, 1e9)), tightest, each)
  }

  /// Why the quotas do not allow so many instances; nil when they do.
  static func quotaRefusal(
    instances: Int, job: JobSpec, pool: PoolID, catalog: Catalog
  ) -> String? {
    guard
      let limit = quotaInstances(job: job, pool: pool, catalog: catalog),
      instances > limit.instances
    else { return nil }
    let family = limit.quota.family.map { " of family \($0)" } ?? ""
    let region = limit.quota.region.map { " in \($0)" } ?? ""
    return "\(instances) × \(pool.instanceType) need "
      + "\(instances * limit.vcpusEach) vCPUs; where.quotas allows "
      + "\(plain(limit.quota.vcpus, digits: 0))\(family)\(region)."
  }
}
