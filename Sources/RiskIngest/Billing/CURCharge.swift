import RiskDomain

/// Which lines of AWS bill egress, storage or a Capacity Block.
///
/// Usage types as in the price lists of these products, read 2026-11-21.
enum CURCharge {
  /// The kind of a line of usage; nil when it is none of them.
  static func kind(
    product: ArraySlice<UInt8>, usageType: ArraySlice<UInt8>
  ) -> BillingCharge.Kind? {
    let products: [StaticString] = [
      "AmazonEC2", "AmazonS3", "AmazonEFS", "AmazonFSx", "AWSDataTransfer",
    ]
    guard products.contains(where: { product.matches($0) }) else {
      return nil
    }
    let text = Fields.text(usageType)
    if text.hasSuffix("-Out-Bytes") || text.hasSuffix("DataTransfer-xAZ-Bytes")
      || text.hasSuffix("DataTransfer-Regional-Bytes")
    {
      return .egress
    }
    let marks = [
      "EBS:VolumeUsage", "EBS:VolumeP-", "EBS:SnapshotUsage", "TimedStorage",
      "Storage-ByteHrs", "Storage_ByteHrs",
    ]
    if marks.contains(where: { text.contains($0) }) { return .storage }
    return product.matches("AmazonFSx") && text.contains("Storage")
      ? .storage : nil
  }

  /// Whether a line is the fee of a Capacity Block and not its time.
  ///
  /// Vocabulary inferred from the price list; no public bill shows one.
  static func isCapacityBlockFee(
    usageType: ArraySlice<UInt8>, operation: ArraySlice<UInt8>
  ) -> Bool {
    let text = Fields.text(usageType)
    return text.hasPrefix("CapacityBlock:") || text.contains("-CapacityBlock:")
      || operation.matches("PurchaseCapacityBlock")
  }

  /// The machine type of a Capacity Block's fee.
  static func blockType(usageType: ArraySlice<UInt8>) -> String? {
    guard let colon = usageType.firstIndex(of: UInt8(ascii: ":")) else {
      return nil
    }
    return Fields.text(usageType[(colon + 1)...])
  }
}
