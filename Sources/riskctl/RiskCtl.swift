import ArgumentParser
import RiskDomain

@main
struct RiskCtl: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "riskctl",
    abstract: "Say when, where and how to run GPU work on spot capacity.")
}
