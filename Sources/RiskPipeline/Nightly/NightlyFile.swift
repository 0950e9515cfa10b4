/// The configuration of a nightly run; paths are absolute.
public struct NightlyFile: Sendable {
  /// Files or folders to be read, and what they cannot say themselves.
  struct Input: Sendable {
    var path: String
    /// nil detects it by content, file by file.
    var format: String?
    var hints = IngestRun.Hints()
    /// Lists without a time are taken as captured when they were written.
    var isCapturedWhenModified = false
  }

  /// What the backtest does; nil parts take its own defaults.
  struct Backtest: Hashable, Sendable {
    var folds = 4
    var horizonsHours: [Double] = [1, 4, 24]
  }

  /// Days for which facts are kept; nil keeps them for good.
  struct Retention: Hashable, Sendable {
    var priceDays, eventDays: Int?
    /// Nights whose journal, models and backtests are kept.
    var nights: Int?

    var isEmpty: Bool {
      priceDays == nil && eventDays == nil && nights == nil
    }
  }

  /// The configuration itself, as it was named.
  public internal(set) var path: String
  /// The database that the file names.
  public internal(set) var database: String
  var inputs: [Input] = []
  var spec, rules: String?
  var horizonsHours: [Double] = [1, 6, 24]
  /// Globs between commas over pool keys; nil is every pool.
  var pools: String?
  /// Hours from as-of for which forecasts and plans may be acted on: until the
  /// next night, and an hour for its run.
  var validHours = 25.0
  /// nil leaves the backtest out.
  var backtest: Backtest? = Backtest()
  /// Job files, sorted, each once.
  var jobs: [String] = []
  var outputs: [NightlyOutput] = []
  /// Where it is written which files are of one night; nil writes nothing.
  var manifest: String?
  /// Whether names in all that is written are replaced by tokens.
  public internal(set) var isRedacted = false
  var retention = Retention()

  /// Tells this configuration from others that share its database.
  var identity: String { textDigest(path) }

  /// The files in which the forecast is written as JSON.
  var forecastFiles: [String] {
    outputs.compactMap { output in
      if case .forecastJSON = output.what { output.path } else { nil }
    }
  }

  /// Whether a page is to be written.
  var wantsReport: Bool {
    outputs.contains { if case .report = $0.what { true } else { false } }
  }
}

/// One thing that a nightly run writes.
struct NightlyOutput: Sendable {
  /// What is written.
  enum What: Sendable {
    /// The forecast of every pool, as `riskctl forecast` writes it.
    case forecastJSON, forecastCSV
    /// The alerts, as `riskctl alerts` writes them.
    case alerts(AlertsReport.Format)
    /// A folder with a recommendation per job.
    case recommendations
    case report
    /// The form of another program.
    case export(String, settings: [String: String])
  }

  /// Its key in the configuration.
  var key: String
  var what: What
  /// A file, or a folder where there is a file per job.
  var path: String
}
