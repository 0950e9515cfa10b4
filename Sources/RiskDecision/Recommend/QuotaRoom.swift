import RiskDomain

/// What the vCPU quotas of a job leave while instances are handed out to pools
/// that share them.
struct QuotaRoom {
  private var left: [Double]
  private let quotas: [JobSpec.Quota]

  init(_ job: JobSpec) {
    quotas = job.place.quotas
    left = quotas.map(\.vcpus)
  }

  /// Takes so many instances; false where a quota that counts them has no room.
  ///
  /// - Parameter vcpus: of one instance; nil is counted by no quota.
  private mutating func take(
    _ count: Int, of pool: PoolID, vcpus: Int?
  ) -> Bool {
    guard let vcpus, vcpus > 0 else { return true }
    let needed = Double(vcpus) * Double(count)
    let own = quotas.indices.filter { quotas[$0].covers(pool) }
    guard own.allSatisfy({ left[$0] >= needed }) else { return false }
    for index in own { left[index] -= needed }
    return true
  }

  /// Instances of each pool, as even as the quotas let them be, the first
  /// having what does not divide; together fewer than `total` where no more fit.
  static func shares(
    of total: Int, among pools: [PoolID], job: JobSpec, catalog: Catalog
  ) -> [Int] {
    let vcpus = pools.map { pool in
      catalog.instanceType(pool.instanceType, provider: pool.provider)?.vcpus
    }
    var room = QuotaRoom(job)
    var shares = pools.map { _ in 0 }
    var open = Array(pools.indices)
    var left = total
    while left > 0,
      let least = open.min(by: { shares[$0] < shares[$1] })
    {
      // In blocks, that get smaller towards the end.
      let block = max(left / (2 * open.count), 1)
      if room.take(block, of: pools[least], vcpus: vcpus[least]) {
        shares[least] += block
        left -= block
      } else if block > 1,
        room.take(1, of: pools[least], vcpus: vcpus[least])
      {
        shares[least] += 1
        left -= 1
      } else {
        open.removeAll { $0 == least }
      }
    }
    return shares
  }
}
