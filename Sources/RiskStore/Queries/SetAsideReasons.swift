import GRDB
public import RiskDomain

/// Rows that were set aside for one reason.
public struct SetAsideReason: Hashable, Sendable, Codable {
  /// The format's name as in `--format`.
  public var format: String
  /// Column or key; nil when whole rows are meant.
  public var column: String?
  /// The sentence with `'…'` in place of the values it quotes.
  public var reason: String
  public var rows, files: Int
  /// The first rows by file name and line.
  public var examples: [SetAsideRow]
}

extension RiskDatabase {
  /// Reasons why rows were set aside, the most frequent first.
  ///
  /// - Parameters:
  ///   - examples: rows shown of each reason.
  ///   - limit: reasons told apart; rows with further ones are counted under
  ///     "other reasons" of their format, so that no file can grow the answer.
  public func setAsideReasons(
    examples: Int = 3, limit: Int = 500
  ) throws(StoreError) -> [SetAsideReason] {
    try read { db in
      struct Key: Hashable { var format, column, reason: String }
      var groups: [Key: (reason: SetAsideReason, lastFile: Int64)] = [:]
      let rows = try StoredRows(
        db,
        sql: """
          SELECT f.format, f.name, f.digest, s.*
          FROM set_aside s JOIN source_file f USING (file_id)
          ORDER BY f.name, f.digest, s.line, s.column_name, s.value, s.reason
          """)
      while let row = try rows.next() {
        let format: String = try row["format"]
        let column: String? = try row["column_name"]
        let text = withoutQuotedValues(try row["reason"])
        var key = Key(format: format, column: column ?? "", reason: text)
        if groups[key] == nil, groups.count >= limit {
          key = Key(format: format, column: "", reason: "other reasons")
        }
        let isOther = key.reason != text
        var group =
          groups[key]
          ?? (
            SetAsideReason(
              format: format, column: isOther ? nil : column,
              reason: key.reason, rows: 0, files: 0, examples: []), -1
          )
        let file: Int64 = try row["file_id"]
        group.reason.rows += 1
        // Rows come file by file.
        if group.lastFile != file { group.reason.files += 1 }
        group.lastFile = file
        if group.reason.examples.count < examples {
          group.reason.examples.append(
            try SetAsideRow(
              origin: RowOrigin(
                source: row["name"], fileDigest: row["digest"],
                line: row["line"]),
              column: column, value: row["value"], reason: row["reason"]))
        }
        groups[key] = group
      }
      return groups.values.map(\.reason).sorted {
        ($1.rows, $0.format, $0.column ?? "", $0.reason)
          < ($0.rows, $1.format, $1.column ?? "", $1.reason)
      }
    }
  }
}

/// A sentence with `'…'` in place of every quoted text.
private func withoutQuotedValues(_ sentence: String) -> String {
  var result = ""
  var rest = sentence[...]
  while let open = rest.firstIndex(of: "'") {
    let inside = rest[rest.index(after: open)...]
    guard let close = inside.firstIndex(of: "'") else { break }
    result += rest[..<open] + "'…'"
    rest = inside[inside.index(after: close)...]
  }
  return result + rest
}
