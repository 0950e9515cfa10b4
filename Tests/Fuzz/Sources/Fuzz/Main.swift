import FuzzDriver

/// Hostile bytes for the readers of the clouds' files.
@main
enum Main {
  static func main() { FuzzTarget.main(FuzzTarget.readers) }
}
