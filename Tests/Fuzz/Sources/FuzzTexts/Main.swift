import FuzzDriver

/// Hostile bytes for what people write, for the stream of `decide` and for the
/// database.
@main
enum Main {
  static func main() {
    FuzzTarget.main(FuzzTarget.texts + [FuzzTarget.database])
  }
}
