import CFuzzer
import Glibc

/// A file in memory that holds the input, for readers that want a path.
public enum InputFile {
  private static let descriptor: Int32 = {
    let descriptor = risk_memory_file()
    precondition(descriptor >= 0, "there is no file in memory")
    return descriptor
  }()

  /// Writes the bytes and gives the path under which they can be opened.
  @discardableResult
  public static func holding(_ bytes: [UInt8]) -> String {
    precondition(ftruncate(descriptor, 0) == 0)
    let written = pwrite(descriptor, bytes, bytes.count, 0)
    precondition(written == bytes.count)
    return "/proc/self/fd/\(descriptor)"
  }
}
