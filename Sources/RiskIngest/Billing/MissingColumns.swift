/// Needed columns that the header of a bill lacks.
struct MissingColumns: Error, Hashable {
  var names: [String]

  /// What to tell the user.
  ///
  /// - Parameter nextStep: what to export, as a sentence.
  func failure(_ input: FormatInput, nextStep: String) -> IngestError {
    .malformed(
      "needed columns are missing: " + names.joined(separator: ", ") + ". "
        + nextStep, file: input.path)
  }
}
