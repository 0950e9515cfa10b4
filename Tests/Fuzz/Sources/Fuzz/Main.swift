import CFuzzer
import Foundation

/// `Fuzz TARGET [libFuzzer options] [corpus folders]`; `Fuzz --list` names the
/// targets.
@main
enum Main {
  static func main() {
    let arguments = CommandLine.arguments
    if arguments.count > 1, arguments[1] == "--list" {
      print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
      return
    }
    guard arguments.count > 1,
      let target = FuzzTarget.all.first(where: { $0.name == arguments[1] })
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
          Main.chosen?.run(Array(UnsafeBufferPointer(start: data, count: size)))
          return 0
        })
    }
  }

  // A C function cannot capture: the target stands here. libFuzzer calls it
  // from one thread.
  nonisolated(unsafe) static var chosen: FuzzTarget?
}
