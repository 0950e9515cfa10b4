import RiskDomain

extension FormatInput {
  /// When the file was fetched, for lists that carry no time.
  ///
  /// - Parameter what: the rows' name at the beginning of the message.
  func capturedAt(_ what: String) throws(IngestError) -> UTCInstant {
    guard let capturedAt = hints.capturedAt else {
      throw .missing(
        option: "--captured-at",
        "\(what) change and the file does not say when it was fetched. Give "
          + "the time with --captured-at.", file: path)
    }
    return capturedAt
  }
}

extension Fields {
  /// A day as its first instant in UTC, or a date and time.
  static func dayOrInstant(
    _ bytes: ArraySlice<UInt8>, column: String, clock: LocalClock?
  ) throws(RowProblem) -> UTCInstant {
    guard bytes.count == 10 else {
      return try instant(bytes, column: column, clock: clock)
    }
    do {
      return try UTCInstant(parsing: bytes + Array("T00:00:00Z".utf8))
    } catch {
      throw RowProblem(
        column: column, value: text(bytes),
        reason: "'\(text(bytes))' is not a date")
    }
  }
}
