import RiskDomain

/// Whether an export writes days as `MM/DD/YYYY` or as `DD/MM/YYYY`.
///
/// The language of the account decides and no column says it. One day past
/// the 12th proves it for the whole file, as the last day of every month does.
/// An export of a few days at the beginning of a month without the period's
/// end may hold none; then the period's beginning tells: it is the first of a
/// month, but for old subscriptions that are billed from another day on.
struct AzureDayOrder: Hashable {
  enum Order: Hashable { case monthFirst, dayFirst }

  /// Where a day proves the order.
  struct Proof: Hashable {
    var line: Int
    var text: String
  }

  var order = Order.monthFirst
  /// nil where nothing in the file proves the order.
  var proof: Proof?
  /// Whether the beginnings of the periods tell the order.
  var isTold = false
  /// Whether days are written with slashes at all.
  var isNeeded = false

  /// Looks for the first day that proves the order, from the table's
  /// beginning on.
  ///
  /// Reads the file a second time as far as that day, so that no row is held
  /// back and memory stays the same.
  static func find(_ input: FormatInput) throws -> AzureDayOrder {
    let stream = try DecodedStream(path: input.path, chunkBytes: 1 << 16)
    for _ in 0..<input.stream.entryIndex where try !stream.nextEntry() {
      return AzureDayOrder()
    }
    var found = AzureDayOrder()
    var scanner = CSVScanner()
    var columns: [Int]?
    var periodStart: Int?
    var likely: Set<Order> = []
    /// Ends the search.
    struct Done: Error {}
    func take(_ row: CSVRow) throws {
      guard let known = columns else {
        let header = (0..<row.fieldCount).map { row.text($0) }
        guard let places = try? AzureColumns(header: header) else {
          throw Done()
        }
        columns = places.days
        periodStart = places.periodStart
        return
      }
      for column in known where column < row.fieldCount {
        let field = row.field(column)
        guard field.contains(UInt8(ascii: "/")) else {
          // Days of other forms say their order.
          if !field.isEmpty, !found.isNeeded { throw Done() }
          continue
        }
        found.isNeeded = true
        guard let order = proven(by: field) else {
          if column == periodStart, let order = Self.likely(by: field) {
            likely.insert(order)
          }
          continue
        }
        found.order = order
        found.proof = Proof(line: row.line, text: Fields.text(field))
        throw Done()
      }
    }
    do {
      while true {
        let chunk = try stream.next()
        if chunk.isEmpty { break }
        try scanner.consume(chunk, take)
      }
      _ = try scanner.finish(take)
    } catch is Done {
      return found
    } catch is CSVScanner.TooLong {
      // The reading itself says so.
      return found
    }
    if likely.count == 1, let order = likely.first {
      found.order = order
      found.isTold = true
    }
    return found
  }

  /// The order in which a period begins with a month; nil when it does in
  /// both or in none.
  private static func likely(by field: ArraySlice<UInt8>) -> Order? {
    guard let numbers = numbers(field), numbers[0] != numbers[1] else {
      return nil
    }
    return numbers[0] == 1 ? .dayFirst : numbers[1] == 1 ? .monthFirst : nil
  }

  /// The order that a day proves; nil when both are possible or none is.
  static func proven(by field: ArraySlice<UInt8>) -> Order? {
    guard let numbers = numbers(field) else { return nil }
    if (13...31).contains(numbers[0]), (1...12).contains(numbers[1]) {
      return .dayFirst
    }
    if (1...12).contains(numbers[0]), (13...31).contains(numbers[1]) {
      return .monthFirst
    }
    return nil
  }

  /// The three numbers of a day with slashes.
  private static func numbers(_ field: ArraySlice<UInt8>) -> [Int]? {
    let day = field.prefix {
      $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "T")
    }
    let numbers = day.split(separator: UInt8(ascii: "/"))
      .map { Int(Fields.text($0)) ?? 0 }
    return numbers.count == 3 ? numbers : nil
  }

  /// Refuses a file that proves both orders: either would put some of its
  /// days into a wrong month.
  func contradiction(
    _ text: String, line: Int, file: String
  ) -> IngestError {
    IngestError.malformed(
      "line \(line) says '\(text)' and line \(proof?.line ?? 0) "
        + "'\(proof?.text ?? "")': days and months change places. Export the "
        + "file again, or split it where the form of its dates changes.",
      file: file)
  }
}

/// Days as Azure writes them: `02/28/2021`, `28/02/2021`, `9/2/2023`,
/// `2020-09-22`, with or without a time.
enum AzureDate {
  static func instant(
    _ field: ArraySlice<UInt8>, _ column: String, _ order: AzureDayOrder.Order
  ) throws(RowProblem) -> UTCInstant {
    let text = Fields.text(field)
    let day = text.prefix { $0 != " " && $0 != "T" }
    let hasSlashes = day.contains("/")
    var numbers = day.split(separator: hasSlashes ? "/" : "-")
      .map { Int64($0) ?? -1 }
    if hasSlashes, numbers.count == 3 {
      numbers = [numbers[2], numbers[0], numbers[1]]
      if order == .dayFirst { numbers.swapAt(1, 2) }
    }
    guard numbers.count == 3, numbers[0] >= 1900,
      let date = UTCInstant(
        year: numbers[0], month: numbers[1], day: numbers[2])
    else {
      throw RowProblem(
        column: column, value: text, reason: "'\(text)' is not a date")
    }
    return date
  }
}
