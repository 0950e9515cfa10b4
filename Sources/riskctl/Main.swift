import ArgumentParser

/// Parses, runs one verb and turns what it throws into an exit code.
@main
enum Main {
  static func main() {
    FileMode.own.apply()
    do {
      var command = try RiskCtl.parseAsRoot()
      try command.run()
    } catch {
      Failure.exit(with: error)
    }
  }
}
