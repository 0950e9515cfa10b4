/// Places of columns by name, for exports whose order and spelling vary.
///
/// A sorted list of digests, because a header may have a million names and a
/// dictionary of them would take more memory than all else.
struct HeaderPlaces {
  private struct Place {
    var digest: Int64
    var index: Int32
  }

  private var places: [Place] = []

  /// - Parameter fold: makes equal what is one name; the first of several
  ///   equal columns counts.
  init(_ header: [String], fold: (String) -> String) {
    places.reserveCapacity(header.count)
    for (index, name) in header.enumerated() {
      places.append(
        Place(
          digest: Self.digest(fold(name)), index: Int32(clamping: index)))
    }
    places.sort { ($0.digest, $0.index) < ($1.digest, $1.index) }
  }

  /// The column of the first of these names that is there.
  func first(_ names: String...) -> Int? {
    names.lazy.compactMap(column).first
  }

  func has(_ names: String...) -> Bool {
    names.allSatisfy { column($0) != nil }
  }

  /// Of these names, those that are not there.
  func missing(_ names: String...) -> [String] {
    names.filter { column($0) == nil }
  }

  /// Columns that have the name of an earlier one, beside that one, in order.
  ///
  /// Columns without a name have none in common.
  static func columnsOfOneName(
    _ names: [String]
  ) -> [(first: Int, second: Int)] {
    let places = HeaderPlaces(names) { $0 }.places
    var twins: [(first: Int, second: Int)] = []
    var first: Place?
    for place in places {
      if let known = first, known.digest == place.digest {
        let (one, other) = (Int(known.index), Int(place.index))
        if !names[one].isEmpty { twins.append((one, other)) }
      } else {
        first = place
      }
    }
    return twins.sorted { $0.second < $1.second }
  }

  /// The first column of a name: the least place with its digest.
  private func column(_ name: String) -> Int? {
    let wanted = Self.digest(name)
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle].digest < wanted {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < places.count, places[low].digest == wanted else { return nil }
    return Int(places[low].index)
  }

  private static func digest(_ name: String) -> Int64 {
    var name = name
    return name.withUTF8 { bytes in
      var digest = TextDigest()
      digest.add(bytes)
      return digest.value
    }
  }
}
