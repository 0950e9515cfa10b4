import RiskDomain

/// What a SKU's description says: which part of a machine it bills, and how
/// it was bought.
struct GCPSku {
  enum Part { case core, memory, gpu, other }

  let part: Part
  let market: Market
  /// A commitment's own fee, which is paid used or not.
  let isCommitmentFee: Bool
  /// Set when it is storage or egress.
  let charge: BillingCharge.Kind?

  /// Reads for example "Spot Preemptible A2 Instance Core running in
  /// Americas" or "Nvidia Tesla A100 GPU attached to Spot Preemptible VMs
  /// running in Americas".
  init(_ description: String) {
    isCommitmentFee =
      description.hasPrefix("Commitment")
      || description.hasPrefix("Reserved ")
    market =
      description.contains("Preemptible") || description.hasPrefix("Spot ")
        || description.contains(" Spot ")
      ? .spot : .onDemand
    if description.contains("GPU") || description.contains(" attached to ") {
      part = .gpu
    } else if description.contains("Core") {
      part = .core
    } else if description.contains("Ram") || description.contains("RAM") {
      part = .memory
    } else {
      part = .other
    }
    if description.contains("Egress") || description.contains("Data Transfer") {
      let isIncoming =
        description.contains("Data Transfer In")
        || description.contains("Ingress")
      charge = isIncoming ? nil : .egress
    } else if part == .other,
      [
        "PD Capacity", "Storage PD", "Standard Storage", "Hyperdisk",
        "Snapshot",
      ]
      .contains(where: { description.contains($0) })
    {
      charge = .storage
    } else {
      charge = nil
    }
  }
}

/// How a machine's rows tell its time.
///
/// Core, memory and GPU of one VM-hour are rows of their own. One of them is
/// the clock, so that the hour counts once: the cores where their number is
/// stated, else the GPUs where the machine type ends with their number.
struct GCPClock {
  /// The part whose quantity tells the time.
  let part: GCPSku.Part
  /// Units of that part in one machine.
  let unitsPerMachine: Int64

  init?(machineType: String, cores: Int64?) {
    if let cores, cores > 0 {
      (part, unitsPerMachine) = (.core, cores)
    } else if machineType.hasSuffix("g"),
      let dash = machineType.lastIndex(of: "-"),
      let count = Int64(
        machineType[machineType.index(after: dash)...].dropLast()), count > 0
    {
      (part, unitsPerMachine) = (.gpu, count)
    } else {
      return nil
    }
  }

  /// Machine-milliseconds of a quantity of unit-milliseconds, rounded half
  /// away from 0: a correction takes back what the row that it corrects gave.
  func machineMilliseconds(_ unitMilliseconds: Int64) -> Int64 {
    let half =
      unitMilliseconds < 0 ? -(unitsPerMachine / 2) : unitsPerMachine / 2
    let (sum, overflow) = unitMilliseconds.addingReportingOverflow(half)
    return (overflow ? unitMilliseconds : sum) / unitsPerMachine
  }
}
