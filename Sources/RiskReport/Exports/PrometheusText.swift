public import RiskDomain

/// Prometheus' text format for node_exporter's textfile collector, which takes
/// no time stamps.
public enum PrometheusText {
  /// A family of samples with their labels; what is unknown has no sample, and
  /// a family without samples no lines.
  public static func gauge(
    _ name: String, _ help: String,
    _ samples: [(labels: [(String, String)], value: Double?)]
  ) -> String {
    let lines = samples.compactMap { labels, value in
      value.map { "\(name)\(text(labels)) \(number($0))\n" }
    }
    guard !lines.isEmpty else { return "" }
    return "# HELP \(name) \(help)\n# TYPE \(name) gauge\n" + lines.joined()
  }

  /// Unix time in whole seconds.
  public static func seconds(_ instant: UTCInstant) -> Double {
    (Double(instant.unixMilliseconds) / 1000).rounded(.down)
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15
      ? "\(Int(value))" : "\(value)"
  }

  private static func text(_ labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{"
      + labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",") + "}"
  }

  /// Backslash, quote and line end are escaped by the format; other control
  /// characters are spelled out first, with a backslash that is then escaped.
  private static func escaped(_ text: String) -> String {
    PlainText.escapedLines(text)
      .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
  }
}
