import GRDB
import RiskDomain

/// A kind of fact that is stored row by row under its natural key.
///
/// Prices and ticks come by the million and have a path of their own,
/// `BulkRows`.
protocol StoredFact: Sendable {
  static var table: String { get }
  static var keyColumns: [String] { get }
  /// All columns but the key, `file_id` and `line`.
  static var valueColumns: [String] { get }
  var origin: RowOrigin { get }
  var keyCells: [Cell] { get }
  var valueCells: [Cell] { get }
  /// What stands when two rows state the same key.
  ///
  /// Must not depend on the order of its arguments or on how many rows are
  /// merged in which grouping. The event time that stands is the earliest:
  /// then a database cut at T agrees with the whole one up to T.
  static func resolve(_ a: StatedRow, _ b: StatedRow) -> StatedRow
}

/// The values that one line of a file states under some key.
struct StatedRow: Sendable {
  var cells: [Cell]
  var fileDigest: String
  var line: Int64

  /// True when both say the same in the same place.
  func isIdentical(to other: StatedRow) -> Bool {
    cells == other.cells && fileDigest == other.fileDigest
      && line == other.line
  }

  /// True when this row's place comes first: lesser digest, then line.
  func comesBefore(_ other: StatedRow) -> Bool {
    (fileDigest, line) < (other.fileDigest, other.line)
  }
}

extension StoredFact {
  /// Keeps one of two rows as a whole: the one with the lesser first cells,
  /// then with the greater rest, then the one that comes first.
  ///
  /// - Parameter earliest: how many cells hold event times.
  static func resolveWhole(
    _ a: StatedRow, _ b: StatedRow, earliest: Int
  ) -> StatedRow {
    for (index, (left, right)) in zip(a.cells, b.cells).enumerated()
    where left != right {
      return (left < right) == (index < earliest) ? a : b
    }
    return a.comesBefore(b) ? a : b
  }

  /// Merges group by group: of each group of columns the lesser values
  /// stand, known ones before unknown ones.
  ///
  /// - Parameter groups: lengths of the groups; they sum to the columns.
  static func resolveByGroup(
    _ a: StatedRow, _ b: StatedRow, groups: [Int]
  ) -> StatedRow {
    var merged = a.comesBefore(b) ? a : b
    merged.cells = []
    var start = 0
    for length in groups {
      let range = start..<(start + length)
      merged.cells += lesserKnown(
        Array(a.cells[range]), Array(b.cells[range]))
      start += length
    }
    return merged
  }
}
