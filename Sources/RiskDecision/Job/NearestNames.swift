/// Names that a mistyped one may have meant.
public enum NearestNames {
  /// Edit distance with exchanged neighbours (optimal string alignment),
  /// without regard to case.
  public static func distance(_ left: String, _ right: String) -> Int {
    let a = Array(left.lowercased())
    let b = Array(right.lowercased())
    var rows = [Array(0...b.count)]
    for i in 1..<(a.count + 1) {
      var row = [i]
      for j in 1..<(b.count + 1) {
        let same = a[i - 1] == b[j - 1] ? 0 : 1
        var best = min(
          rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + same)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }

  /// So many of the known names, the nearest first.
  static func list(
    _ name: String, among known: Set<String>, most: Int = 4
  ) -> String {
    let ranked = known.map { (distance(name, $0), $0) }.sorted { $0 < $1 }
    let text = ranked.prefix(most).map(\.1).joined(separator: ", ")
    return ranked.count > most ? text + ", …" : text
  }
}
