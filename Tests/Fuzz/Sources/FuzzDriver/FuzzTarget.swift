import CFuzzer
import Foundation

/// Something that reads bytes of others, and what must hold whatever they are.
public struct FuzzTarget: Sendable {
  public var name: String
  public var run: @Sendable ([UInt8]) -> Void

  public init(name: String, run: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.run = run
  }

  // A C function cannot capture: the target stands here. libFuzzer calls it
  // from one thread.
  nonisolated(unsafe) private static var chosen: FuzzTarget?

  /// `PROGRAM TARGET [libFuzzer options] [corpus folders]`; `PROGRAM --list`
  /// names the targets.
  public static func main(_ targets: [FuzzTarget]) {
    let arguments = CommandLine.arguments
    if arguments.count > 1, arguments[1] == "--list" {
      print(targets.map(\.name).joined(separator: "\n"))
      return
    }
    guard arguments.count > 1,
      let target = targets.first(where: { $0.name == arguments[1] })
    else {
      FileHandle.standardError.write(
        Data("Name a target; --list shows them.\n".utf8))
      exit(64)
    }
    chosen = target
    var pointers: [UnsafeMutablePointer<CChar>?] =
      ([arguments[0]] + arguments.dropFirst(2)).map { strdup($0) } + [nil]
    var count = Int32(pointers.count - 1)
    pointers.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      exit(
        LLVMFuzzerRunDriver(&count, &start) { data, size in
          FuzzTarget.chosen?.run(
            Array(UnsafeBufferPointer(start: data, count: size)))
          return 0
        })
    }
  }

  /// Stops with a message, in optimised builds too.
  public static func require(
    _ isTrue: Bool, _ message: @autoclosure () -> String
  ) {
    if !isTrue { fatalError(message()) }
  }
}
