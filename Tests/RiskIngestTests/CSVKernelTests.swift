import Testing

@testable import RiskIngest

/// The scanner that looks at marks only finds what one finds byte by byte.
@Suite("CSV scanner")
struct CSVKernelTests {
  private struct Row: Equatable {
    var line: Int
    var fields: [String]
  }

  /// RFC 4180 by hand: one byte after the other, on the whole text.
  private func wanted(_ text: [UInt8]) -> (rows: [Row], open: Int?) {
    var rows: [Row] = []
    var field: [UInt8] = []
    var fields: [[UInt8]] = []
    var (line, rowLine) = (1, 1)
    var (isQuoted, isQuotedField, isStart) = (false, false, true)
    func plain(_ raw: [UInt8]) -> String {
      guard raw.first == UInt8(ascii: "\"") else {
        return String(decoding: raw, as: UTF8.self)
      }
      var out: [UInt8] = []
      var index = 1
      while index < raw.count {
        if raw[index] != UInt8(ascii: "\"") {
          out.append(raw[index])
        } else if index + 1 < raw.count, raw[index + 1] == raw[index] {
          out.append(raw[index])
          index += 1
        }
        index += 1
      }
      return String(decoding: out, as: UTF8.self)
    }
    func endRow() {
      if field.last == UInt8(ascii: "\r") { field.removeLast() }
      fields.append(field)
      if fields.count > 1 || !field.isEmpty {
        rows.append(Row(line: rowLine, fields: fields.map(plain)))
      }
      (field, fields, rowLine) = ([], [], line)
      (isQuoted, isQuotedField, isStart) = (false, false, true)
    }
    for byte in text {
      if byte == UInt8(ascii: "\n") {
        line += 1
        if !isQuoted {
          endRow()
          continue
        }
      }
      if byte == UInt8(ascii: ","), !isQuoted {
        fields.append(field)
        field = []
        (isQuotedField, isStart) = (false, true)
        continue
      }
      if byte == UInt8(ascii: "\"") {
        if isStart { isQuotedField = true }
        if isQuotedField { isQuoted.toggle() }
      }
      isStart = false
      field.append(byte)
    }
    if isQuoted { return (rows, rowLine) }
    if !field.isEmpty || !fields.isEmpty { endRow() }
    return (rows, nil)
  }

  @Test("agrees on random bytes in random chunks", arguments: 1...40)
  func agreesOnBytes(seed: UInt64) throws {
    let alphabet = Array("aaaaaaaab,,,\"\"\n\r".utf8)
    try agrees(seed: seed) { random in
      (0..<(1 + random.next(700))).map { _ in
        alphabet[random.next(seed.isMultiple(of: 2) ? 12 : alphabet.count)]
      }
    }
  }

  /// Mostly tidy, so that whole blocks are taken at once, with now and then a
  /// quote or a line break where they do not.
  @Test("agrees on random fields in random chunks", arguments: 1...40)
  func agreesOnFields(seed: UInt64) throws {
    let tidy = [
      "", "1.25", "us-west-2a", "\"a,b\"", "\"\"", "\"say \"\"so\"\"\"",
      "\"\"\"\"",
    ]
    let odd = ["in \"plain\" text", "\"two\nlines\"", "\"shut\"open\"", "\""]
    try agrees(seed: seed) { random in
      var text = ""
      for _ in 0..<(1 + random.next(120)) {
        let isOdd = seed.isMultiple(of: 4) && random.next(12) == 0
        text +=
          isOdd ? odd[random.next(odd.count)] : tidy[random.next(tidy.count)]
        text += random.next(9) == 0 ? (seed % 3 == 0 ? "\r\n" : "\n") : ","
      }
      return Array(text.utf8)
    }
  }

  private func agrees(
    seed: UInt64, text: (inout MutationSource) -> [UInt8]
  ) throws {
    var random = MutationSource(state: seed)
    for _ in 0..<25 {
      let text = text(&random)
      var rows: [Row] = []
      func take(_ row: CSVRow) {
        rows.append(
          Row(
            line: row.line,
            fields: (0..<row.fieldCount).map { row.text($0) }))
      }
      var scanner = CSVScanner()
      var rest = text[...]
      while !rest.isEmpty {
        let chunk = rest.prefix(1 + random.next(200))
        try scanner.consume(Array(chunk), take)
        rest = rest.dropFirst(chunk.count)
      }
      let open = try scanner.finish(take)
      let wanted = wanted(text)
      let comment: Comment =
        "seed \(seed): \(String(decoding: text, as: UTF8.self))"
      #expect(rows == wanted.rows, comment)
      #expect(open == wanted.open, comment)
    }
  }
}
