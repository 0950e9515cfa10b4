import RiskDomain

/// Event documents of AWS, taken out of whatever they were delivered in.
///
/// Bare, in a list or glued together; `Messages` of SQS with the event as a
/// string in `Body`; SNS notifications with a string in `Message`; records of
/// either; CloudTrail files (`Records`) and the output of `lookup-events`
/// (`Events` with a string in `CloudTrailEvent`); CloudWatch Logs as exported
/// (`time {document}` per line), filtered (`events`) or subscribed
/// (`logEvents`). Wrappings may nest.
enum EventDocuments {
  /// Wrappings inside each other beyond this are no delivery.
  static let depthLimit = 6

  /// Lists of records by the key that holds them.
  private static let lists = ["Records", "Events", "Messages", "events"]

  /// Reads every event with the number of its record or line.
  ///
  /// - Parameter event: takes an event and its place; a thrown `RowProblem`
  ///   sets it aside, other events of the record stay.
  static func read(
    _ input: FormatInput, event: (JSONText, Int) throws -> Void
  ) throws {
    guard let outline = input.head.outline else {
      return try TextLines.read(input) { line, number in
        try take(document(ofLine: line), number, input, event)
      }
    }
    let list = lists.first { outline.has($0, "[]", "*") || outline.has($0) }
    try JSONRecords.read(
      input, shape: list.map { .elements(of: $0) } ?? .documents
    ) { record, _, index in
      try take(record, index, input, event)
    }
  }

  /// What follows the time of a log line.
  private static func document(
    ofLine line: ArraySlice<UInt8>
  ) throws(RowProblem) -> JSONText {
    guard let start = line.firstIndex(of: UInt8(ascii: "{")) else {
      throw RowProblem(
        value: Fields.text(line.prefix(200)),
        reason: "the line holds no JSON document")
    }
    return JSONText(line[start...])
  }

  private static func take(
    _ record: JSONText, _ index: Int, _ input: FormatInput,
    _ event: (JSONText, Int) throws -> Void
  ) throws {
    let events: [JSONText]
    do {
      events = try self.events(in: record, depth: 0)
      if events.isEmpty {
        return input.collector.ignore("a message without an event")
      }
    } catch let error as JSONSyntaxError {
      throw broken(record, error)
    }
    for found in events {
      do {
        try event(found, index)
      } catch let problem as RowProblem {
        try input.collector.setAside(problem, line: index)
      } catch let error as JSONSyntaxError {
        try input.collector.setAside(broken(found, error), line: index)
      }
    }
  }

  private static func broken(
    _ text: JSONText, _ error: JSONSyntaxError
  ) -> RowProblem {
    RowProblem(value: text.written, reason: "broken JSON: " + error.reason)
  }

  /// The events inside a record; empty when it carries none.
  private static func events(
    in record: JSONText, depth: Int
  ) throws -> [JSONText] {
    guard record.isObject, depth < depthLimit else { return [] }
    if try record.member("detail-type") != nil { return [record] }
    if try record.member("eventName") != nil,
      try record.member("eventID") != nil
    {
      return [record]
    }
    for text in [
      try record.member("CloudTrailEvent"), try record.member("Body"),
      try record.member("body"), try record.member("Message"),
      try record.member("message"),
    ] {
      if let inner = text?.embedded {
        return try events(in: inner, depth: depth + 1)
      }
    }
    if let inner = try record.member("Sns") {
      return try events(in: inner, depth: depth + 1)
    }
    for list in [
      try record.member("logEvents"), try record.member("Records"),
    ] {
      guard let list, list.isArray else { continue }
      return try list.elements().flatMap {
        try events(in: $0, depth: depth + 1)
      }
    }
    return []
  }
}

extension JSONText {
  /// The object that a string holds; nil when it holds something else.
  var embedded: JSONText? {
    guard isString, let scalar else { return nil }
    guard let start = scalar.firstIndex(where: { !isBlankByte($0) }),
      let end = scalar.lastIndex(where: { !isBlankByte($0) }),
      scalar[start] == UInt8(ascii: "{")
    else { return nil }
    return JSONText(scalar[start...end])
  }

  /// The elements of a list, whichever way it is written: `[…]`,
  /// `{"items": […]}`, `{"item": […]}` or one element alone.
  func listed() throws -> [JSONText] {
    if isArray { return try elements() }
    guard isObject else { return isNull ? [] : [self] }
    if let inner = try member("items") { return try inner.listed() }
    if let inner = try member("item") { return try inner.listed() }
    return bytes.count > 2 ? [self] : []
  }

  /// The value at the end of a path of keys; nil where one is missing.
  func at(_ path: StaticString...) throws -> JSONText? {
    var value: JSONText? = self
    for name in path {
      guard let object = value, object.isObject else { return nil }
      value = try object.member(name)
    }
    return value
  }
}

extension FileHead {
  /// True when the start holds these words anywhere.
  func mentions(_ words: String) -> Bool {
    let wanted = Array(words.utf8)
    guard let first = wanted.first, bytes.count >= wanted.count else {
      return false
    }
    return bytes.indices.dropLast(wanted.count - 1).contains { index in
      bytes[index] == first
        && bytes[index..<(index + wanted.count)].elementsEqual(wanted)
    }
  }

  /// True when the first line is a time and then a JSON document, as
  /// CloudWatch Logs exports them.
  var isLogOfDocuments: Bool {
    guard outline == nil else { return false }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let time = line.prefix { $0 != UInt8(ascii: " ") }
    let rest = line.dropFirst(time.count + 1)
    return time.count >= 20 && rest.first == UInt8(ascii: "{")
      && (try? UTCInstant(parsing: time)) != nil
  }

  /// True when the text is a delivery that may hold events as strings.
  var isDelivery: Bool {
    guard let outline else { return isLogOfDocuments }
    return outline.has("Messages", "[]", "Body")
      || outline.has("Records", "[]", "body") || outline.recordHas("Message")
      || outline.has("Records", "[]", "Sns", "Message")
      || outline.has("events", "[]", "message")
      || outline.has("logEvents", "[]", "message")
      || outline.has("[]", "Body") || outline.has("Body")
      || outline.has("[]", "message") || outline.has("message")
  }
}

extension RowCollector {
  /// Counts one row that states several facts, at least one; a name that
  /// cannot be stored sets the whole row aside.
  func row(_ facts: [Fact]) throws {
    for fact in facts {
      if let problem = fact.nameProblem { throw problem }
    }
    for (index, fact) in facts.enumerated() {
      if index == 0 { try row(fact) } else { try add(fact) }
    }
  }
}
