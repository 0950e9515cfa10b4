import RiskDomain

/// Capacity Block offerings that are bought together for one gang.
///
/// They lie in one zone and are used from the moment when the last has begun
/// until the first ends; every fee is paid in full.
struct BlockBundle: Sendable {
  /// Numbers are sums, start and end those of the common window, the oldest
  /// sight counts; ids are joined by " + ".
  let offering: CapacityBlockOffering
  let blocks: Int

  init(_ one: CapacityBlockOffering) {
    offering = one
    blocks = 1
  }

  /// nil for none, and for a sum of fees or instances that no number holds.
  private init?(_ parts: [CapacityBlockOffering]) {
    guard var sum = parts.first else { return nil }
    for part in parts.dropFirst() {
      let (count, isTooMany) = sum.instanceCount.addingReportingOverflow(
        part.instanceCount)
      let (fee, isTooDear) = sum.upfrontFee.rawValue.addingReportingOverflow(
        part.upfrontFee.rawValue)
      guard !isTooMany, !isTooDear else { return nil }
      sum.offeringID += " + " + part.offeringID
      sum.instanceCount = count
      sum.upfrontFee = MicroUSD(rawValue: fee)
      sum.start = max(sum.start, part.start)
      sum.end = min(sum.end, part.end)
      sum.capturedAt = min(sum.capturedAt, part.capturedAt)
    }
    offering = sum
    blocks = parts.count
  }

  /// Bundles of offerings of one zone and type of which none is large enough
  /// alone: for each moment at which one begins, the cheapest by instance that
  /// have begun by then and last long enough.
  ///
  /// - Parameters:
  ///   - instances: of the gang.
  ///   - isLongEnough: whether the hours from a moment to a block's end do.
  static func bundles(
    of offerings: [CapacityBlockOffering], instances: Int,
    isLongEnough: (Double) -> Bool
  ) -> [BlockBundle] {
    let small = offerings.filter { $0.instanceCount < instances }.sorted {
      (usdPerInstance($0), $0.offeringID) < (usdPerInstance($1), $1.offeringID)
    }
    var seen: Set<String> = []
    return Set(small.map(\.start)).sorted().compactMap { start in
      var taken: [CapacityBlockOffering] = []
      var count = 0
      for part in small
      where part.start <= start && isLongEnough(part.end.hours(since: start)) {
        guard count < instances else { break }
        taken.append(part)
        count += part.instanceCount
      }
      // The dearest that the others can do without are left out.
      for part in taken.reversed() where count - part.instanceCount >= instances
      {
        taken.removeAll { $0.offeringID == part.offeringID }
        count -= part.instanceCount
      }
      guard count >= instances,
        let bundle = BlockBundle(
          taken.sorted { $0.offeringID < $1.offeringID }),
        seen.insert(bundle.offering.offeringID).inserted
      else { return nil }
      return bundle
    }
  }

  private static func usdPerInstance(
    _ offering: CapacityBlockOffering
  ) -> Double {
    offering.upfrontFee.usd / Double(offering.instanceCount)
  }
}
