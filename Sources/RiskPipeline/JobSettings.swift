import Yams

/// Keys of a job file that the command line states, "work.hours=48".
///
/// The value is YAML: a number, a text, or a list or mapping in brackets. It
/// stands over the file's.
struct JobSettings {
  private var values: [(path: [String], value: Node, setting: String)] = []

  init(_ settings: [String]) throws(JobFileError) {
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="),
        equals > setting.startIndex
      else {
        throw JobFileError(
          "--job-set \(setting) is not KEY=VALUE, for example work.hours=48.")
      }
      let path = setting[..<equals].split(
        separator: ".", omittingEmptySubsequences: false
      ).map(String.init)
      guard path.count <= 3, path.allSatisfy({ !$0.isEmpty }) else {
        throw JobFileError(
          "--job-set \(setting): '\(setting[..<equals])' is no key of a job "
            + "file, for example when.deadline.")
      }
      let text = String(setting[setting.index(after: equals)...])
      guard let node = (try? YAMLText.compose(text, of: "value")) ?? nil
      else {
        throw JobFileError("--job-set \(setting): the value is no YAML.")
      }
      values.append((path, node, setting))
    }
  }

  /// The mapping with what was set.
  func applied(to root: Node.Mapping) throws(JobFileError) -> Node.Mapping {
    var root = root
    for (path, value, _) in values {
      root = try Self.setting(path[...], value, in: root)
    }
    return root
  }

  /// An error about a value that was set, with the setting in place of a line
  /// of the file, in which it does not stand.
  func placed(_ error: JobFileError) -> JobFileError {
    guard let key = error.key, let line = error.line,
      let set = values.last(where: { value in
        let path = value.path.joined(separator: ".")
        return key == path || key.hasPrefix(path + ".")
          || key.hasPrefix(path + "[")
      })
    else { return error }
    return JobFileError(
      error.message.replacing(
        "(line \(line))", with: "(--job-set \(set.setting))"), key: key)
  }

  private static func setting(
    _ path: ArraySlice<String>, _ value: Node, in mapping: Node.Mapping
  ) throws(JobFileError) -> Node.Mapping {
    guard let key = path.first else { return mapping }
    var mapping = mapping
    guard path.count > 1 else {
      mapping[Node(key)] = value
      return mapping
    }
    var inner: Node.Mapping = [:]
    if let node = mapping[Node(key)], node.null == nil {
      guard case .mapping(let known) = node else {
        throw JobFileError(
          "--job-set: '\(key)' of the job file holds no keys.", key: key)
      }
      inner = known
    }
    mapping[Node(key)] = .mapping(
      try setting(path.dropFirst(), value, in: inner))
    return mapping
  }
}
