import RiskIngest
import RiskModels
import RiskNumerics

/// Which columns of a table mean what.
public struct SurvivalColumns: Sendable {
  public var time: String
  public var event: String?
  public var entry: String?
  public var upper: String?
  public var covariates: [String] = []
  public var strata: String?
  public var cluster: String?
  public var weights: String?

  public init(time: String) { self.time = time }

  /// Columns that must hold numbers, each once.
  var numbers: [String] {
    var seen = Set<String>()
    return
      ([time] + [event, entry, upper, weights].compactMap(\.self)
      + covariates).filter { seen.insert($0).inserted }
  }

  /// Columns that hold names.
  var labels: [String] {
    var seen = Set<String>()
    return [strata, cluster].compactMap(\.self).filter {
      seen.insert($0).inserted
    }
  }
}

/// Rows of a file that a survival family can use, and those set aside.
struct UsableRows {
  let table: SurvivalTable
  /// Problems of the rows left out, by line.
  let setAside: [ColumnTable.Problem]

  /// - Parameters:
  ///   - allowsCauses: events may be whole numbers above 1.
  ///   - needsPositiveTimes: nothing may be known to end at time 0.
  init(
    _ file: ColumnTable, _ columns: SurvivalColumns, allowsCauses: Bool,
    needsPositiveTimes: Bool
  ) {
    var problems = file.setAside
    let checks = CellChecks(
      file, columns, allowsCauses: allowsCauses,
      needsPositiveTimes: needsPositiveTimes)
    let rows = file.lines.indices.filter { row in
      guard let problem = checks.problem(row) else { return true }
      problems.append(problem)
      return false
    }
    setAside = problems.sorted { $0.line < $1.line }
    func column(_ name: String?) -> [Double]? {
      name.flatMap { file.numbers[$0] }.map { all in rows.map { all[$0] } }
    }
    func names(_ name: String?) -> SurvivalTable.Labels? {
      name.flatMap { file.labels[$0] }.map { all in
        SurvivalTable.Labels(rows.map { all[$0] })
      }
    }
    var table = SurvivalTable(time: column(columns.time) ?? [])
    if columns.upper != nil {
      // An empty end is open: nothing before, or nothing after.
      table.time = table.time.map { $0.isNaN ? 0 : $0 }
      table.upper = column(columns.upper)?.map { $0.isNaN ? .infinity : $0 }
    }
    table.event = column(columns.event)?.map { Int($0) }
    table.entry = column(columns.entry)
    table.weights = column(columns.weights)
    table.strata = names(columns.strata)
    table.cluster = names(columns.cluster)
    if !columns.covariates.isEmpty, !rows.isEmpty {
      let all = columns.covariates.map { file.numbers[$0] ?? [] }
      table.names = columns.covariates
      table.covariates = Matrix(
        rows: rows.count, columns: all.count,
        elements: rows.flatMap { row in all.map { $0[row] } })
    }
    self.table = table
  }
}

/// What each cell of a row must be.
private struct CellChecks {
  private let file: ColumnTable
  private let columns: SurvivalColumns
  private let allowsCauses: Bool
  private let needsPositiveTimes: Bool

  init(
    _ file: ColumnTable, _ columns: SurvivalColumns, allowsCauses: Bool,
    needsPositiveTimes: Bool
  ) {
    self.file = file
    self.columns = columns
    self.allowsCauses = allowsCauses
    self.needsPositiveTimes = needsPositiveTimes
  }

  /// Why a row cannot be used; nil when it can.
  func problem(_ row: Int) -> ColumnTable.Problem? {
    ends(row) ?? event(row) ?? entry(row) ?? weight(row)
      ?? columns.covariates.lazy.compactMap { number($0, row) }.first
      ?? columns.labels.lazy.compactMap { label($0, row) }.first
  }

  private func label(_ column: String, _ row: Int) -> ColumnTable.Problem? {
    file.labels[column]?[row].isEmpty == false
      ? nil
      : ColumnTable.Problem(
        line: file.lines[row], column: column, value: "",
        reason: "is missing")
  }

  /// Time of leaving, or both ends of an interval.
  private func ends(_ row: Int) -> ColumnTable.Problem? {
    guard let upper = columns.upper else {
      return number(columns.time, row) ?? notNegative(columns.time, row)
        ?? positive(columns.time, row)
    }
    let low = value(columns.time, row)
    let high = value(upper, row)
    if low.isNaN, high.isNaN {
      return problem(row, columns.time, "both ends are empty")
    }
    if low == .infinity { return problem(row, columns.time, "is infinite") }
    if low < 0 { return notNegative(columns.time, row) }
    if high < (low.isNaN ? 0 : low) {
      return problem(row, upper, "is before the lower end")
    }
    return high.isNaN || high == .infinity
      ? positive(columns.time, row) : positive(upper, row)
  }

  private func event(_ row: Int) -> ColumnTable.Problem? {
    guard let event = columns.event else { return nil }
    let d = value(event, row)
    if allowsCauses {
      return d >= 0 && d <= 1000 && d == d.rounded()
        ? nil : problem(row, event, "must be 0, or a cause from 1 to 1000")
    }
    return d == 0 || d == 1 ? nil : problem(row, event, "must be 0 or 1")
  }

  private func entry(_ row: Int) -> ColumnTable.Problem? {
    guard let entry = columns.entry else { return nil }
    if let problem = number(entry, row) { return problem }
    if needsPositiveTimes, let problem = notNegative(entry, row) {
      return problem
    }
    // Of an interval the upper end, where there is one.
    let upper = columns.upper.map { value($0, row) } ?? .infinity
    let last = upper < .infinity ? upper : value(columns.time, row)
    return value(entry, row) < last
      ? nil : problem(row, entry, "is not before the time of leaving")
  }

  private func weight(_ row: Int) -> ColumnTable.Problem? {
    columns.weights.flatMap { number($0, row) ?? notNegative($0, row) }
  }

  private func number(_ column: String, _ row: Int) -> ColumnTable.Problem? {
    let x = value(column, row)
    if x.isNaN { return problem(row, column, "is missing") }
    return x.isFinite ? nil : problem(row, column, "is infinite")
  }

  private func notNegative(
    _ column: String, _ row: Int
  ) -> ColumnTable.Problem? {
    value(column, row) < 0 ? problem(row, column, "is negative") : nil
  }

  private func positive(_ column: String, _ row: Int) -> ColumnTable.Problem? {
    needsPositiveTimes && value(column, row) == 0
      ? problem(row, column, "is 0; this family needs times above 0") : nil
  }

  private func value(_ column: String, _ row: Int) -> Double {
    file.numbers[column]?[row] ?? .nan
  }

  private func problem(
    _ row: Int, _ column: String, _ reason: String
  ) -> ColumnTable.Problem {
    let x = value(column, row)
    return ColumnTable.Problem(
      line: file.lines[row], column: column, value: x.isNaN ? "" : "\(x)",
      reason: reason)
  }
}
