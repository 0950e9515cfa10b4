import Foundation
import RiskSimulation

/// The truth that lies beside simulated files.
enum TruthFile {
  /// Reads a `truth.json`.
  ///
  /// - Throws: `UseCaseFailure` that names the file and the key.
  static func load(_ path: String) throws(UseCaseFailure) -> MonthTruth {
    guard let data = try BoundedFile.contents(path, limitMiB: 1024) else {
      throw UseCaseFailure(
        .noInput,
        "There is no \(path). Name the truth.json that `riskctl simulate` wrote."
      )
    }
    do {
      return try JSONDecoder().decode(MonthTruth.self, from: data)
    } catch let error as DecodingError {
      throw UseCaseFailure(
        .badData,
        "\(path) is no truth of a simulated month: \(JSONFault.sentence(error)) "
          + "Name the truth.json that `riskctl simulate` wrote.")
    } catch {
      throw UseCaseFailure(.badData, "\(path): \(error)")
    }
  }
}
