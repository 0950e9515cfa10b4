import Foundation
import Logging
import RiskDomain
import RiskReport

/// A log of JSON lines on standard error.
struct JSONLogHandler: LogHandler {
  /// A value of a line.
  private enum Entry: Encodable {
    case text(String)
    case number(Double)

    init(_ value: Logger.MetadataValue) {
      if case .stringConvertible(let number as Double) = value,
        number.isFinite
      {
        self = .number(number)
      } else {
        self = .text("\(value)")
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .number(let number): try container.encode(number)
      }
    }
  }

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
      .mapValues(Entry.init)
    line["time"] = .text("\(UTCInstant.present)")
    line["level"] = .text(event.level.rawValue)
    line["message"] = .text("\(event.message)")
    // Texts and finite numbers always have a JSON.
    if let data = try? CanonicalJSON.line(line) {
      FileHandle.standardError.write(data)
    }
  }
}
