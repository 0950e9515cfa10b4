import Foundation
import GRDB

/// What the spells and exposures rest on, without looking at a fact.
public struct DerivationBasis: Hashable, Sendable {
  /// Of the readings, the spec, the catalog and the program.
  public var digest: String
  /// What the facts could not say when the spells were made.
  public var notes: [String]

  public init(digest: String, notes: [String]) {
    self.digest = digest
    self.notes = notes
  }
}

extension RiskDatabase {
  /// The basis of the stored spells and exposures; nil when it is not known.
  public func derivationBasis() throws(StoreError) -> DerivationBasis? {
    try read { db in
      try StoredRows(db, sql: "SELECT digest, notes FROM derivation_basis")
        .first {
          try DerivationBasis(
            digest: $0["digest"], notes: $0.document("notes"))
        }
    }
  }

  /// Keeps the basis of the stored spells and exposures; nil forgets it.
  public func saveDerivationBasis(
    _ basis: DerivationBasis?
  ) throws(StoreError) {
    try write { db in
      try db.execute(sql: "DELETE FROM derivation_basis")
      guard let basis else { return }
      let notes = try JSONEncoder().encode(basis.notes)
      try db.execute(
        sql: "INSERT INTO derivation_basis VALUES (1, ?, ?)",
        arguments: [basis.digest, String(decoding: notes, as: UTF8.self)])
    }
  }
}
