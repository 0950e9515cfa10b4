import RiskDomain
import RiskReport
import Synchronization

/// SHA-256 of a catalog's content, made when first asked for.
///
/// Writing a catalog of thousands of prices as JSON takes longer than reading
/// a thousand rows.
final class CatalogDigest: Sendable {
  private let made: Mutex<String?>

  /// - Parameter known: the digest, where it came with the catalog.
  init(_ known: String? = nil) { made = Mutex(known) }

  func value(of catalog: Catalog) throws -> String {
    try made.withLock { made in
      if let made { return made }
      let digest = textDigest(
        String(decoding: try CanonicalJSON.line(catalog), as: UTF8.self))
      made = digest
      return digest
    }
  }
}

extension RunContext {
  /// SHA-256 of the catalog's content.
  func catalogDigest() throws -> String {
    try madeDigest.value(of: catalog)
  }
}
