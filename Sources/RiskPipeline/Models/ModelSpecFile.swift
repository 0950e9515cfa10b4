import Foundation
import RiskModels
import RiskReport

/// A model spec and its digest.
struct ModelSpecFile: Sendable {
  var spec: ModelSpec
  /// Of what was read, not of the file's layout or comments.
  var digest: String

  /// Reads a spec.
  ///
  /// - Throws: `UseCaseFailure` that names the file and the key.
  static func load(path: String) throws(UseCaseFailure) -> ModelSpecFile {
    guard let data = try BoundedFile.contents(path, limitMiB: 1) else {
      throw UseCaseFailure(
        .noInput, "There is no model spec \(path). Name one with --spec.")
    }
    let spec: ModelSpec
    do {
      spec = try JSONDecoder().decode(ModelSpec.self, from: data)
      try spec.validate()
    } catch let error as FitError {
      throw UseCaseFailure(.configuration, "\(path): \(error)")
    } catch let error as DecodingError {
      throw UseCaseFailure(
        .configuration,
        "\(path): \(JSONFault.sentence(error)) "
          + "Start from Models/specs/default.json.")
    } catch {
      throw UseCaseFailure(.configuration, "\(path): \(error)")
    }
    do {
      let canonical = try CanonicalJSON.line(spec)
      return ModelSpecFile(
        spec: spec,
        digest: textDigest(String(decoding: canonical, as: UTF8.self)))
    } catch {
      throw UseCaseFailure(.fault, "\(path) cannot be written back: \(error)")
    }
  }
}

/// What a JSON decoder complains of, as a sentence.
enum JSONFault {
  static func sentence(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty
        ? "the document" : path.map(\.stringValue).joined(separator: ".")
    }
    return switch error {
    case .keyNotFound(let key, let context):
      "key '\(key.stringValue)' is missing in \(place(context.codingPath))."
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      "\(place(context.codingPath)): \(context.debugDescription)"
    @unknown default:
      "\(error)"
    }
  }
}
