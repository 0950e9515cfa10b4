import RiskReport

extension CostReport {
  /// Sums and events as CSV, amounts with six decimals.
  public var csv: String {
    var text =
      "by,name,currency,interruptions,incomplete,lostWork,idleGang,restart,"
      + "partialHour,known,instanceHours\n"
    func amount(_ value: Double?) -> String {
      value.map { NumberText.fixed($0, 6) } ?? ""
    }
    func add(_ by: String, _ rows: [Sum]) {
      for row in rows {
        text +=
          [
            by, CSVField.text(row.name ?? ""), row.currency,
            String(row.interruptions), String(row.incomplete),
            amount(row.lostWork), amount(row.idleGang), amount(row.restart),
            amount(row.partialHour), amount(row.known),
            amount(row.instanceHours),
          ].joined(separator: ",") + "\n"
      }
    }
    add("total", total)
    for group in groups { add(group.by.rawValue, group.rows) }
    for event in events ?? [] {
      text +=
        [
          "event", CSVField.text("\(event.at) \(event.instanceID)"),
          event.currency ?? "", "1", event.isComplete ? "0" : "1",
          amount(event.lostWork.amount), amount(event.idleGang.amount),
          amount(event.restart.amount), amount(event.partialHour.amount),
          amount(event.known), "",
        ].joined(separator: ",") + "\n"
    }
    return text
  }
}
