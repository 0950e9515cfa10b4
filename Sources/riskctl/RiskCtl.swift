import ArgumentParser

/// The command and its verbs.
struct RiskCtl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "riskctl",
    abstract: "Say when, where and how to run GPU work on spot capacity.",
    discussion: """
      A batch pipeline: ingest billing, price and interruption files into one \
      SQLite database, fit hazard models, forecast, and recommend a plan with \
      its expected cost and the reasons why the others lost.
      """,
    version: "0.2.0",
    subcommands: [
      IngestCommand.self, StatusCommand.self, FitCommand.self,
      ForecastCommand.self, RecommendCommand.self, DecideCommand.self,
      BacktestCommand.self, CostCommand.self, AlertsCommand.self,
      ExportCommand.self, ReportCommand.self,
      SimulateCommand.self, SurvivalCommand.self, VerifyCommand.self,
      PurgeCommand.self, NightlyCommand.self, ExposeCommand.self,
    ])
}
