import RiskDomain

/// The one pool that a log of a fleet is about, told by options: the files
/// themselves name none.
enum FleetSubject {
  static func pool(_ input: FormatInput) throws(IngestError) -> PoolID {
    guard let zone = input.hints.zone else {
      throw .missing(
        option: "--zone",
        "the log does not say where its instances ran. Give the zone with "
          + "--zone.", file: input.path)
    }
    let provider =
      input.hints.provider ?? TraceSubject.provider(ofZone: zone)
    guard let provider else {
      throw .missing(
        option: "--provider",
        "zone '\(zone)' may belong to several clouds. Name one with "
          + "--provider.", file: input.path)
    }
    guard let type = input.hints.instanceType else {
      throw .missing(
        option: "--instance-type",
        "the log does not say what its instances are. Give their type with "
          + "--instance-type.", file: input.path)
    }
    return PoolID(provider: provider, zone: zone, instanceType: type)
  }
}
