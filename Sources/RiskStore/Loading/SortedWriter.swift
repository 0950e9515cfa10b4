import RiskDomain

/// Facts of one kind, gathered and written in the order of their keys.
///
/// Ids come in no order. Written as they come, each meets another page of a table
/// that has outgrown the page cache, and that page is logged again for every
/// one of them; sorted, those of one page meet it together.
final class SortedWriter<Value: StoredFact> {
  /// Facts between two writes; some 300 bytes each.
  private static var capacity: Int { 131_072 }

  private let writer: KeyedWriter<Value>
  private let file: SourceFile
  private let path: String
  private var gathered: [(key: [Cell], fact: Value)] = []
  private(set) var new = 0
  private(set) var repeated = 0

  init(_ writer: KeyedWriter<Value>, file: SourceFile, path: String) {
    self.writer = writer
    self.file = file
    self.path = path
  }

  /// Takes a fact.
  ///
  /// - Throws: an error that names the line at fault, be it an earlier one.
  func append(_ fact: Value) throws(StoreError) {
    gathered.append((fact.keyCells, fact))
    if gathered.count >= Self.capacity { try flush() }
  }

  /// Writes what was gathered.
  func flush() throws(StoreError) {
    gathered.sort { $0.key.lexicographicallyPrecedes($1.key) }
    for (key, fact) in gathered {
      do {
        if try writer.write(fact, under: key) {
          new += 1
        } else {
          repeated += 1
        }
      } catch {
        throw StoreError(error, path: path, file: file, line: fact.origin.line)
      }
    }
    gathered.removeAll(keepingCapacity: true)
  }
}
