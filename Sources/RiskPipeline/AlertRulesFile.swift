import Foundation
import RiskForecast

/// Alert rules as read from YAML or JSON.
enum AlertRulesFile {
  /// Reads rules.
  ///
  /// - Throws: `UseCaseFailure` that names the file, the line and the key.
  static func load(_ path: String) throws(UseCaseFailure) -> [AlertRule] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UseCaseFailure(
        .noInput, "There is no rules file \(path). Name one with --rules.")
    }
    guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8)
    else {
      throw UseCaseFailure(
        .configuration, "\(path) is no UTF-8 text of at most 1 MiB.")
    }
    do {
      return try rules(parsing: text)
    } catch {
      throw UseCaseFailure(.configuration, "\(path): \(error.message)")
    }
  }

  static func rules(parsing text: String) throws(JobFileError) -> [AlertRule] {
    guard let root = try YAMLText.compose(text, of: "rules file") else {
      throw JobFileError(
        "The rules file is empty. Start from Data/rules/default.yaml.")
    }
    let file = try JobFileNode(
      root, path: "", keys: ["apiVersion", "kind", "rules"])
    let nodes = try file.children(
      "rules",
      keys: [
        "name", "kind", "fireAbove", "clearBelow", "windowHours", "minimum",
        "budgetUSD", "pools",
      ])
    guard !nodes.isEmpty else {
      throw file.missing("rules", "Start from Data/rules/default.yaml.")
    }
    var rules: [AlertRule] = []
    for node in nodes {
      let rule = try rule(node)
      guard !rules.contains(where: { $0.name == rule.name }) else {
        throw node.error("name", "unlike those of the other rules")
      }
      rules.append(rule)
    }
    return rules
  }

  private static func rule(
    _ node: JobFileNode
  ) throws(JobFileError) -> AlertRule {
    guard let name = try node.text("name") else {
      throw node.missing("name", "Give each rule a name of its own.")
    }
    guard let kind = try node.choice("kind", AlertRule.Kind.self) else {
      let kinds = AlertRule.Kind.allCases.map(\.rawValue)
      throw node.missing("kind", "Kinds: \(kinds.joined(separator: ", ")).")
    }
    guard kind != .drift else {
      for key in [
        "fireAbove", "clearBelow", "windowHours", "minimum", "budgetUSD",
        "pools",
      ] where node.has(key) {
        throw node.error(key, "left out: drift is told by the backtest")
      }
      return AlertRule(name: name, kind: kind, fireAbove: 1, clearBelow: 1)
    }
    guard let fireAbove = try node.number("fireAbove", 0...1e6, above: 0) else {
      throw node.missing("fireAbove", "The value above which it fires.")
    }
    let clearBelow = try node.number("clearBelow", 0...1e6) ?? fireAbove
    guard clearBelow <= fireAbove else {
      throw node.error("clearBelow", "at most fireAbove")
    }
    let window = try node.number("windowHours", 0...8784, above: 0)
    if kind.hasWindow, window == nil {
      throw node.missing("windowHours", "Hours that it looks back over.")
    }
    let minimum = try node.number("minimum", 0...1e9)
    if let key = unused(by: kind).first(where: node.has) {
      throw node.error(key, "left out of a rule of kind \(kind.rawValue)")
    }
    let budget = try node.number("budgetUSD", 0...1e12, above: 0)
    if kind == .budgetBurn, budget == nil {
      throw node.missing("budgetUSD", "Dollars for every windowHours.")
    }
    return AlertRule(
      name: name, kind: kind, fireAbove: fireAbove, clearBelow: clearBelow,
      windowHours: window ?? 0, minimum: minimum ?? 0, budgetUSD: budget,
      pools: try node.text("pools"))
  }

  /// Keys that say nothing to a kind.
  private static func unused(by kind: AlertRule.Kind) -> [String] {
    (kind.hasWindow ? [] : ["windowHours"])
      + (kind == .interruptionShare || kind == .lossRate ? [] : ["minimum"])
      + (kind == .budgetBurn ? [] : ["budgetUSD"])
      + (kind.takesPools ? [] : ["pools"])
  }
}
