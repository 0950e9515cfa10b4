import RiskDomain

/// Answers of the Scheduled Events endpoint of an Azure VM, kept one after the
/// other by a poller.
///
/// Each answer repeats what is still planned: the event id with the VM's name
/// is the key that drops repetitions. `NotBefore` is the moment from which the
/// VM is taken; the document does not say when it was polled.
enum AzureScheduledEvents: RowFormat {
  static func recognises(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.recordHas("DocumentIncarnation")
      || outline.has("Events", "[]", "EventId")
      || outline.has("[]", "Events", "[]", "EventId")
      || outline.recordHas("EventId") && outline.recordHas("NotBefore")
  }

  static func read(_ input: FormatInput) throws {
    try JSONRecords.read(input, shape: .documents) { record, _, index in
      let events =
        try record.member("Events")?.elements()
        ?? (record.member("EventId") == nil ? [] : [record])
      if events.isEmpty { input.collector.ignore("nothing was planned") }
      for event in events {
        do {
          try read(event, index: index, input: input)
        } catch let problem as RowProblem {
          try input.collector.setAside(problem, line: index)
        }
      }
    }
  }

  private static func read(
    _ event: JSONText, index: Int, input: FormatInput
  ) throws {
    let type = Fields.text(try event.needed("EventType"))
    guard type == "Preempt" else {
      return input.collector.ignore("EventType \(type.prefix(80))")
    }
    let id = Fields.text(try event.needed("EventId"))
    let at = try event.optionalText("NotBefore")
    guard let at else {
      // An event that has started names no time any more.
      return input.collector.ignore("a Preempt event without NotBefore")
    }
    let instant = try instant(at, hints: input.hints)
    let names = try event.member("Resources")?.listed().compactMap(\.text)
      .filter { !$0.isEmpty }
    guard let names, !names.isEmpty else {
      throw RowProblem(column: "Resources", reason: "the value is missing")
    }
    let origin = input.collector.origin(line: index)
    try input.collector.row(
      Set(names).sorted().map { name in
        .event(
          InstanceEvent(
            provider: .azure, eventID: id + "/" + name, kind: .preempted,
            instanceID: name, at: instant, zone: nil, region: nil,
            state: "scheduled", origin: origin))
      })
  }

  /// RFC 1123, or RFC 3339 where a poller has rewritten it.
  private static func instant(
    _ text: String, hints: IngestHints
  ) throws(RowProblem) -> UTCInstant {
    do {
      return try UTCInstant(parsingHTTPDate: text)
    } catch UTCInstant.ParseError.malformed {
      return try Fields.instant(
        Array(text.utf8)[...], column: "NotBefore",
        clock: hints.clock)
    } catch {
      throw RowProblem(
        column: "NotBefore", value: text,
        reason: error == .noOffset
          ? "'\(text)' has no time zone; GMT is expected at its end"
          : "'\(text)' is not in the calendar")
    }
  }
}
