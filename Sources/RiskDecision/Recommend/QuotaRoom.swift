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

  /// Takes one instance; false where no quota that counts it has room.
  ///
  /// - Parameter vcpus: of one instance; nil is counted by no quota.
  mutating func take(_ pool: PoolID, vcpus: Int?) -> Bool {
    guard let vcpus, vcpus > 0 else { return true }
    let own = quotas.indices.filter { quotas[$0].covers(pool) }
    guard own.allSatisfy({ left[$0] >= Double(vcpus) }) else { return false }
    for index in own { left[index] -= Double(vcpus) }
    return true
  }

  /// Instances of each pool, as even as the quotas let them be, the first
  /// having what does not divide; nil where they do not all fit or a pool gets
  /// none.
  static func shares(
    of total: Int, among pools: [PoolID], job: JobSpec, catalog: Catalog
  ) -> [Int]? {
    guard !pools.isEmpty, pools.count <= total else { return nil }
    let vcpus = pools.map { pool in
      catalog.instanceType(pool.instanceType, provider: pool.provider)?.vcpus
    }
    var room = QuotaRoom(job)
    var shares = pools.map { _ in 0 }
    var open = Array(pools.indices)
    var given = 0
    while given < total {
      guard let least = open.min(by: { shares[$0] < shares[$1] }) else {
        return nil
      }
      if room.take(pools[least], vcpus: vcpus[least]) {
        shares[least] += 1
        given += 1
      } else {
        open.removeAll { $0 == least }
      }
    }
    return shares.allSatisfy { $0 > 0 } ? shares : nil
  }
}
