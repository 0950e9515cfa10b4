import Foundation
import Logging
import RiskDomain
import RiskReport

/// A log of JSON lines on standard error.
struct JSONLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  static func logger(level: Logger.Level) -> Logger {
    var logger = Logger(label: "riskctl") { _ in JSONLogHandler() }
    logger.logLevel = level
    return logger
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = metadata.merging(event.metadata ?? [:]) { $1 }
      .mapValues { "\($0)" }
    line["time"] = "\(UTCInstant.present)"
    line["level"] = event.level.rawValue
    line["message"] = "\(event.message)"
    // Texts alone always have a JSON.
    if let data = try? CanonicalJSON.line(line) {
      FileHandle.standardError.write(data)
    }
  }
}
