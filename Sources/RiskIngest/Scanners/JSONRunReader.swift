/// Reads runs of records that look alike, faster than one by one.
///
/// What it does not take, the general reader reads as always, and the result
/// is the same.
protocol JSONRunReader: AnyObject {
  /// Index of the last record that was read, by whomever.
  var index: Int { get set }

  /// Reads records of a list as long as they have a shape that it knows.
  ///
  /// - Parameters:
  ///   - bytes: the buffer; its end may cut a record.
  ///   - place: where the scan stands; moved behind the last record read.
  /// - Returns: how many records were read.
  func read(
    _ bytes: UnsafeRawBufferPointer, at place: inout JSONListPlace
  ) throws -> Int
}

/// A place between the records of a list.
struct JSONListPlace {
  var position: Int
  /// A record was read: a comma or the list's end must come.
  var isAfterRecord: Bool
}
