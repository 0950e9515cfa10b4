/// How capacity is bought.
public enum Market: String, Sendable, Codable, CaseIterable {
  case spot
  case onDemand = "on-demand"
  case capacityBlock = "capacity-block"
  case reserved
}
