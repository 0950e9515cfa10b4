#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension ArraySlice<UInt8> {
  /// True when the bytes end with these ASCII characters.
  func ends(with text: StaticString) -> Bool {
    suffix(text.utf8CodeUnitCount).matches(text)
  }

  /// True when these are the same bytes, compared words at a time.
  func isEqual(to other: [UInt8]) -> Bool {
    count == other.count
      && withUnsafeBytes { ours in
        other.withUnsafeBytes { theirs in
          guard let left = ours.baseAddress, let right = theirs.baseAddress
          else { return true }
          return memcmp(left, right, ours.count) == 0
        }
      }
  }

  /// True when these ASCII characters, one at least, stand anywhere.
  func contains(word: StaticString) -> Bool {
    word.withUTF8Buffer { word in
      guard let first = word.first, word.count <= count else { return false }
      var start = startIndex
      let last = endIndex - word.count
      while start <= last {
        if self[start] == first, self[start...].starts(with: word) {
          return true
        }
        start += 1
      }
      return false
    }
  }
}
