/// Places of columns by name, for exports whose order and spelling vary.
struct HeaderPlaces {
  private var places: [String: Int] = [:]

  /// - Parameter fold: makes equal what is one name; the first of several
  ///   equal columns counts.
  init(_ header: [String], fold: (String) -> String) {
    for (index, name) in header.enumerated() {
      let folded = fold(name)
      if places[folded] == nil { places[folded] = index }
    }
  }

  /// The column of the first of these names that is there.
  func first(_ names: String...) -> Int? {
    names.lazy.compactMap { places[$0] }.first
  }

  func has(_ names: String...) -> Bool {
    names.allSatisfy { places[$0] != nil }
  }

  /// Of these names, those that are not there.
  func missing(_ names: String...) -> [String] {
    names.filter { places[$0] == nil }
  }
}
