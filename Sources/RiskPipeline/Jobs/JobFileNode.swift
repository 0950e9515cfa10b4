import RiskDecision
import RiskDomain
import Yams

/// A mapping of a job file that knows its path and which keys it may hold.
struct JobFileNode {
  let path: String
  private let mapping: Node.Mapping
  let line: Int

  /// Reads a mapping and refuses keys that are not among `keys`.
  init(_ node: Node, path: String, keys: [String]) throws(JobFileError) {
    guard case .mapping(let mapping) = node else {
      throw JobFileError(
        "'\(path)' (line \(node.line)) must hold keys, for example "
          + "'\(keys.first ?? "key"): …'.", line: node.line,
        column: node.mark?.column, key: path)
    }
    self.path = path
    self.mapping = mapping
    line = node.line
    for (key, _) in mapping {
      let name = key.scalar?.string ?? ""
      guard keys.contains(name) else {
        throw JobFileError(
          "unknown key '\(name)' (line \(key.line)). "
            + Self.suggestion(for: name, among: keys), line: key.line,
          column: key.mark?.column, key: Self.join(path, name))
      }
    }
  }

  private static func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : path + "." + name
  }

  /// "Did you mean 'checkpoint'?", or the keys that there are.
  static func suggestion(for name: String, among keys: [String]) -> String {
    let distances = keys.map { (NearestNames.distance(name, $0), $0) }
    guard let near = distances.min(by: { $0 < $1 }) else { return "" }
    if near.0 <= max(2, name.count / 2) { return "Did you mean '\(near.1)'?" }
    return "Known keys: \(keys.joined(separator: ", ")); the nearest is "
      + "'\(near.1)'."
  }

  func has(_ name: String) -> Bool { node(name) != nil }

  /// The value of a key; nil when it is absent or null.
  func node(_ name: String) -> Node? {
    guard let node = mapping[Node(name)], node.null == nil else { return nil }
    return node
  }

  func error(
    _ name: String, _ what: String, value: Node? = nil
  ) -> JobFileError {
    let at = value ?? node(name)
    let shown = at?.scalar.map { ", not '\($0.string)'" } ?? ""
    return JobFileError(
      "'\(Self.join(path, name))' (line \(at?.line ?? line)) must be "
        + "\(what)\(shown).", line: at?.line ?? line,
      column: at?.mark?.column, key: Self.join(path, name))
  }

  func missing(_ name: String, _ hint: String) -> JobFileError {
    JobFileError(
      "'\(Self.join(path, name))' is missing"
        + (path.isEmpty ? "" : " (line \(line))") + ". \(hint)", line: line,
      key: Self.join(path, name))
  }

  func child(_ name: String, keys: [String]) throws(JobFileError)
    -> JobFileNode?
  {
    guard let node = node(name) else { return nil }
    return try JobFileNode(node, path: Self.join(path, name), keys: keys)
  }

  func list(_ name: String) throws(JobFileError) -> [Node] {
    guard let node = node(name) else { return [] }
    guard case .sequence(let values) = node else {
      throw error(name, "a list")
    }
    return Array(values)
  }

  func children(
    _ name: String, keys: [String]
  ) throws(JobFileError) -> [JobFileNode] {
    var result: [JobFileNode] = []
    for node in try list(name) {
      result.append(
        try JobFileNode(node, path: Self.join(path, name), keys: keys))
    }
    return result
  }

  func text(_ name: String) throws(JobFileError) -> String? {
    guard let node = node(name) else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw error(name, "a text")
    }
    return text
  }

  func texts(_ name: String) throws(JobFileError) -> [String] {
    var result: [String] = []
    for node in try list(name) {
      guard let text = node.scalar?.string, !text.isEmpty else {
        throw error(name, "a list of texts", value: node)
      }
      result.append(text)
    }
    return result
  }

  func flag(_ name: String) throws(JobFileError) -> Bool? {
    guard let node = node(name) else { return nil }
    guard let value = node.bool else { throw error(name, "true or false") }
    return value
  }

  /// A number inside a range.
  func number(
    _ name: String, _ range: ClosedRange<Double>, above: Double? = nil
  ) throws(JobFileError) -> Double? {
    guard let node = node(name) else { return nil }
    let limits =
      above.map { "a number above \(Self.plain($0))" }
      ?? (range.upperBound >= 1e12
        ? "a number of \(Self.plain(range.lowerBound)) or more"
        : "a number from \(Self.plain(range.lowerBound)) to "
          + Self.plain(range.upperBound))
    guard case .scalar(let scalar) = node, scalar.style == .plain,
      let value = node.float, value.isFinite, range.contains(value),
      above.map({ value > $0 }) ?? true
    else { throw error(name, limits) }
    return value
  }

  func integer(
    _ name: String, _ range: ClosedRange<Int>
  ) throws(JobFileError) -> Int? {
    guard let node = node(name) else { return nil }
    guard let value = node.int, range.contains(value) else {
      throw error(
        name,
        "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func instant(_ name: String) throws(JobFileError) -> UTCInstant? {
    guard let text = try text(name) else { return nil }
    do {
      return try UTCInstant(parsing: text)
    } catch {
      throw self.error(
        name, "a time with its offset such as 2026-01-14T02:00:00Z")
    }
  }

  func pool(_ name: String) throws(JobFileError) -> PoolID? {
    guard let node = node(name) else { return nil }
    return try pool(node, of: name)
  }

  func pools(_ name: String) throws(JobFileError) -> [PoolID] {
    var result: [PoolID] = []
    for node in try list(name) { result.append(try pool(node, of: name)) }
    return result
  }

  private func pool(_ node: Node, of name: String) throws(JobFileError)
    -> PoolID
  {
    do {
      return try PoolID(key: node.scalar?.string ?? "")
    } catch {
      throw JobFileError(
        "'\(Self.join(path, name))' (line \(node.line)): \(error.message)",
        line: node.line, column: node.mark?.column, key: Self.join(path, name))
    }
  }

  /// One of the cases of an enumeration.
  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _: Value.Type
  ) throws(JobFileError) -> Value? where Value.RawValue == String {
    guard let node = node(name) else { return nil }
    return try choice(node, of: name, Value.self)
  }

  func choices<Value: RawRepresentable & CaseIterable>(
    _ name: String, _: Value.Type
  ) throws(JobFileError) -> [Value] where Value.RawValue == String {
    var result: [Value] = []
    for node in try list(name) {
      result.append(try choice(node, of: name, Value.self))
    }
    return result
  }

  private func choice<Value: RawRepresentable & CaseIterable>(
    _ node: Node, of name: String, _: Value.Type
  ) throws(JobFileError) -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: node.scalar?.string ?? "") else {
      throw error(
        name,
        "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
        value: node)
    }
    return value
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15
      ? String(Int64(value)) : String(value)
  }
}

extension JobFileNode {
  /// Whether a key of the file or of one of its mappings is there.
  func has(path: [String]) -> Bool {
    guard let first = path.first, let node = node(first) else { return false }
    guard path.count > 1 else { return true }
    return node.mapping?[.init(path[1])] != nil
  }
}

extension JobFileNode {
  /// Line of a key of the file, "gang.nodes", or of its mapping.
  func line(of path: String) -> Int {
    let parts = path.split(separator: ".").map(String.init)
    guard let node = node(parts[0]) else { return line }
    guard parts.count > 1, let inner = node.mapping?[.init(parts[1])] else {
      return node.line
    }
    return inner.line
  }
}

extension JobFileNode {
  /// Whether a list of mappings has one that lacks a key.
  func hasEntry(_ name: String, without key: String) -> Bool {
    guard case .sequence(let values)? = node(name) else { return false }
    return values.contains { $0.mapping?[.init(key)] == nil }
  }
}

extension Node {
  /// 1-based line; 1 where the parser kept none.
  fileprivate var line: Int { mark?.line ?? 1 }
}
