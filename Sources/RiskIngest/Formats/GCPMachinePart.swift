/// What an SKU of Compute Engine sells by the hour.
enum GCPMachinePart: Hashable {
  /// Cores of a machine family, "A2".
  case core(String)
  /// RAM of a machine family, per GiB.
  case ram(String)
  /// A GPU by its name in the list, "Nvidia Tesla A100".
  case gpu(String)

  /// Reads a description; nil for SKUs that are no part of a plain machine.
  ///
  /// "A2 Instance Core running in Americas", "Spot Preemptible A2 Instance
  /// Ram running in Tokyo", "Nvidia L4 GPU attached to Spot Preemptible VMs
  /// running in Tokyo".
  init?(description: String) {
    // Words behind "running in" name the place.
    guard let place = description.firstRange(of: " running in ") else {
      return nil
    }
    var text = description[..<place.lowerBound]
    for mark in [
      "Commitment", "Reserved", "Sole Tenancy", "Custom", "DWS", "Extended",
      "Calendar", "Premium",
    ] where text.contains(mark) {
      return nil
    }
    for prefix in ["Spot Preemptible ", "Preemptible "]
    where text.hasPrefix(prefix) {
      text = text.dropFirst(prefix.count)
      break
    }
    if let attached = text.firstRange(of: " GPU attached to ") {
      self = .gpu(String(text[..<attached.lowerBound]))
    } else if text.hasSuffix(" GPU") {
      self = .gpu(String(text.dropLast(4)))
    } else if text.hasSuffix(" Instance Core") {
      self = .core(String(text.dropLast(14)))
    } else if text.hasSuffix(" Instance Ram") {
      self = .ram(String(text.dropLast(13)))
    } else {
      return nil
    }
  }

  /// The family's name in the list, of a machine type; nil for families whose
  /// name is not known.
  static func family(ofType type: String) -> String? {
    switch type.prefix(while: { $0 != "+" }).split(separator: "-").prefix(2) {
    case ["a2", "highgpu"], ["a2", "megagpu"], ["a2", "ultragpu"]: "A2"
    case ["a3", "highgpu"]: "A3"
    case ["a3", "megagpu"]: "A3Plus"
    case ["a3", "ultragpu"]: "A3Ultra"
    case ["g2", "standard"]: "G2"
    case ["n1", "standard"]: "N1 Predefined"
    default: nil
    }
  }

  /// A GPU's name in the list, of a machine type and the catalog's canonical
  /// accelerator; nil when it is not known.
  ///
  /// "Mega" stands in spot SKUs of a3-megagpu; the names of the older boards
  /// carry "Tesla".
  static func gpuName(ofType type: String, accelerator: String) -> String? {
    switch accelerator {
    case "a100-40gb": "Nvidia Tesla A100"
    case "a100-80gb": "Nvidia Tesla A100 80GB"
    case "h100-80gb":
      type.hasPrefix("a3-mega") ? "Nvidia H100 80GB Mega" : "Nvidia H100 80GB"
    case "h200-141gb": "Nvidia H200 141GB"
    case "l4-24gb": "Nvidia L4"
    case "t4-16gb": "Nvidia Tesla T4"
    case "v100-16gb": "Nvidia Tesla V100"
    case "p100-16gb": "Nvidia Tesla P100"
    default: nil
    }
  }
}
