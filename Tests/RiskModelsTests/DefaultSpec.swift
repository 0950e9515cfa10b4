import Foundation
import RiskModels

/// The default spec in the source tree.
func defaultSpec() throws -> ModelSpec {
  let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Models/specs/default.json")
  return try JSONDecoder().decode(
    ModelSpec.self, from: Data(contentsOf: file))
}
