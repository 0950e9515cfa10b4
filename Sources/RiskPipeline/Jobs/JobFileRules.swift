import Foundation
import RiskDecision
import RiskDomain
import Yams

extension JobFileReader {
  mutating func checkpoint() throws(JobFileError) -> JobSpec.Checkpoint {
    var result = JobSpec.Checkpoint()
    guard
      let node = try root.child(
        "checkpoint",
        keys: [
          "continuous", "sizeGB", "mode", "localWriteSeconds",
          "durableUploadMBps", "syncOverheadPercent", "minIntervalSeconds",
          "restoreSeconds", "stepSeconds",
        ])
    else { return result }
    result.continuous = try node.flag("continuous") ?? false
    result.sizeGB = try node.number("sizeGB", 0...1e9)
    result.mode = try node.choice("mode", JobSpec.Checkpoint.Mode.self) ?? .sync
    result.localWriteSeconds = try node.number("localWriteSeconds", 0...1e6)
    result.durableUploadMBps = try node.number(
      "durableUploadMBps", 0...1e9, above: 0)
    result.overheadPercent =
      try node.number("syncOverheadPercent", 0...1000) ?? 0
    result.minIntervalSeconds =
      try node.number("minIntervalSeconds", 0...1e7, above: 0) ?? 60
    result.restoreSeconds =
      try node.number("restoreSeconds", 0...1e6)
      ?? (result.continuous ? 0 : 60)
    result.stepSeconds = try node.number("stepSeconds", 0...1e6, above: 0)
    if result.continuous {
      let ignored = [
        "sizeGB", "mode", "localWriteSeconds", "durableUploadMBps",
        "syncOverheadPercent", "minIntervalSeconds", "restoreSeconds",
      ].filter { node.has($0) }
      if !ignored.isEmpty {
        warnings.append(
          "checkpoint.continuous is true: "
            + ignored.map { "checkpoint.\($0)" }.joined(separator: ", ")
            + " do not matter.")
      }
    }
    return result
  }

  func restart() throws(JobFileError) -> JobSpec.Restart {
    var result = JobSpec.Restart()
    guard
      let node = try root.child(
        "restart", keys: ["provisionSeconds", "initSeconds"])
    else { return result }
    result.provisionSeconds =
      try node.number("provisionSeconds", 0...1e6) ?? result.provisionSeconds
    result.initSeconds =
      try node.number("initSeconds", 0...1e6) ?? result.initSeconds
    return result
  }

  func window() throws(JobFileError) -> JobSpec.Window {
    var result = JobSpec.Window()
    guard
      let node = try root.child(
        "when",
        keys: [
          "earliest", "deadline", "timeZone", "pausable", "waitingUSDPerHour",
        ])
    else { return result }
    result.earliest = try node.instant("earliest")
    result.deadline = try node.instant("deadline")
    result.pausable = try node.flag("pausable") ?? false
    result.waitingUSDPerHour =
      try node.number("waitingUSDPerHour", 0...1e9) ?? 0
    if let zone = try node.text("timeZone") {
      guard TimeZone(identifier: zone) != nil else {
        throw node.error("timeZone", "a time zone such as Asia/Karachi")
      }
      result.timeZone = zone
    }
    return result
  }

  mutating func money() throws(JobFileError) -> JobSpec.Money {
    var result = JobSpec.Money()
    guard
      let node = try root.child(
        "money",
        keys: ["budgetUSD", "currency", "fxPerUSD", "fxDate", "maxSpotNodes"])
    else { return result }
    result.budgetUSD = try node.number("budgetUSD", 0...Self.most)
    result.currency = try node.text("currency") ?? "USD"
    result.fxPerUSD = try node.number("fxPerUSD", 0...1e9, above: 0)
    result.fxDate = try node.text("fxDate")
    result.maxSpotNodes = try node.integer("maxSpotNodes", 0...1_000_000)
    if result.currency != "USD", result.fxPerUSD == nil {
      warnings.append(
        "money.currency is \(result.currency) and money.fxPerUSD is missing: "
          + "amounts are in USD only.")
    }
    if result.fxPerUSD != nil, result.fxDate == nil {
      throw node.missing(
        "fxDate",
        "A rate without its day cannot be judged: add fxDate: 2026-01-13 "
          + "beside fxPerUSD.")
    }
    if let day = result.fxDate,
      (try? UTCInstant(parsing: day + "T00:00:00Z")) == nil
    {
      throw node.error("fxDate", "a day such as 2026-01-13")
    }
    return result
  }

  func risk() throws(JobFileError) -> JobSpec.Risk {
    var result = JobSpec.Risk()
    guard
      let node = try root.child(
        "risk",
        keys: [
          "meetDeadline", "aversion", "onDemandFloorPercent",
          "fallbackAfterFailures",
        ])
    else { return result }
    result.meetDeadline =
      try node.number("meetDeadline", 0...1) ?? result.meetDeadline
    result.aversion = try node.number("aversion", 0...100) ?? result.aversion
    result.onDemandFloorPercent =
      try node.number("onDemandFloorPercent", 0...100) ?? 0
    result.fallbackAfterFailures =
      try node.integer("fallbackAfterFailures", 1...10_000)
    return result
  }

  func prices() throws(JobFileError) -> [JobSpec.PriceOverride] {
    var result: [JobSpec.PriceOverride] = []
    let nodes = try root.children(
      "prices", keys: ["pool", "spotPerHour", "onDemandPerHour"])
    for node in nodes {
      guard let pool = try node.pool("pool") else {
        throw node.missing("pool", "For example aws/us-west-2a/p3.2xlarge.")
      }
      let spot = try node.number("spotPerHour", 0...1e6, above: 0)
      let onDemand = try node.number("onDemandPerHour", 0...1e6, above: 0)
      guard spot != nil || onDemand != nil else {
        throw node.missing(
          "spotPerHour", "Give spotPerHour, onDemandPerHour or both.")
      }
      result.append(
        JobSpec.PriceOverride(
          pool: pool, spotPerHour: spot, onDemandPerHour: onDemand))
    }
    return result
  }

  func labels() throws(JobFileError) -> [String: String] {
    guard let node = root.node("labels") else { return [:] }
    guard case .mapping(let mapping) = node else {
      throw root.error("labels", "keys with texts, for example {team: nlp}")
    }
    var result: [String: String] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string, let text = value.scalar?.string
      else {
        throw root.error("labels", "keys with texts, for example {team: nlp}")
      }
      result[name] = text
    }
    return result
  }
}
