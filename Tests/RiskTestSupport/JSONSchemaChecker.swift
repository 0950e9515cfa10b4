public import Foundation

/// Holds a JSON value against a JSON Schema, as far as our schemas go.
///
/// Understood are `type`, `enum`, `const`, `required`, `properties`,
/// `additionalProperties` (false or a schema), `items`, `minItems`,
/// `maxItems`, `minimum`, `maximum`, `minLength`, `maxLength`, `pattern` and
/// `$ref` into `$defs`. Any other keyword is a complaint, so that a schema
/// cannot ask for something that nobody checks.
public struct JSONSchemaChecker {
  private let root: [String: Any]

  /// A checker for a schema document.
  public init(schema: Data) throws {
    let value = try JSONSerialization.jsonObject(with: schema)
    root = value as? [String: Any] ?? [:]
  }

  /// What is wrong, place by place; empty when the document fits.
  public func complaints(about document: Data) throws -> [String] {
    let value = try JSONSerialization.jsonObject(
      with: document, options: .fragmentsAllowed)
    return check(value, root, "$")
  }

  private static let annotations: Set<String> = [
    "$schema", "$id", "$defs", "title", "description",
  ]

  private func check(
    _ value: Any, _ schema: [String: Any], _ place: String
  ) -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = reference.replacing("#/$defs/", with: "")
      let defined = (root["$defs"] as? [String: Any])?[name]
      guard let defined = defined as? [String: Any] else {
        return ["\(place): the schema has no \(reference)"]
      }
      return check(value, defined, place)
    }
    var found: [String] = []
    for (keyword, rule) in schema where !Self.annotations.contains(keyword) {
      found += check(value, keyword, rule, schema, place)
    }
    return found
  }

  private func check(
    _ value: Any, _ keyword: String, _ rule: Any, _ schema: [String: Any],
    _ place: String
  ) -> [String] {
    switch keyword {
    case "type":
      let names = rule as? [String] ?? [rule as? String ?? ""]
      return names.contains { isType(value, $0) }
        ? [] : ["\(place): not of type \(names.joined(separator: " or "))"]
    case "enum", "const":
      let allowed = rule as? [Any] ?? [rule]
      return allowed.contains { "\($0)" == "\(value)" }
        ? [] : ["\(place): '\(value)' is not among \(allowed)"]
    case "minimum", "maximum":
      guard let number = value as? Double, let limit = rule as? Double else {
        return []
      }
      return (keyword == "minimum" ? number >= limit : number <= limit)
        ? [] : ["\(place): \(number) breaks the \(keyword) \(limit)"]
    case "pattern":
      guard let text = value as? String, let pattern = rule as? String else {
        return []
      }
      return text.range(of: pattern, options: .regularExpression) != nil
        ? [] : ["\(place): '\(text)' does not fit \(pattern)"]
    case "minItems", "maxItems", "minLength", "maxLength":
      return checkCount(value, keyword, rule, place)
    case "items":
      guard let list = value as? [Any], let rule = rule as? [String: Any]
      else { return [] }
      return list.enumerated().flatMap {
        check($1, rule, "\(place)[\($0)]")
      }
    case "required", "properties", "additionalProperties":
      return checkObject(value, keyword, rule, schema, place)
    default:
      return ["\(place): the checker does not know '\(keyword)'"]
    }
  }

  private func checkObject(
    _ value: Any, _ keyword: String, _ rule: Any, _ schema: [String: Any],
    _ place: String
  ) -> [String] {
    guard let object = value as? [String: Any] else { return [] }
    let properties = schema["properties"] as? [String: Any] ?? [:]
    switch keyword {
    case "required":
      return (rule as? [String] ?? []).filter { object[$0] == nil }
        .map { "\(place): '\($0)' is missing" }
    case "properties":
      return object.sorted { $0.key < $1.key }.flatMap { key, member in
        (properties[key] as? [String: Any]).map {
          check(member, $0, place + "." + key)
        } ?? []
      }
    default:
      let others = object.filter { properties[$0.key] == nil }
        .sorted { $0.key < $1.key }
      if let schema = rule as? [String: Any] {
        return others.flatMap { check($1, schema, place + "." + $0) }
      }
      guard rule as? Bool == false else { return [] }
      return others.map { "\(place): '\($0.key)' is not in the schema" }
    }
  }

  private func checkCount(
    _ value: Any, _ keyword: String, _ rule: Any, _ place: String
  ) -> [String] {
    let count =
      keyword.hasSuffix("Items")
      ? (value as? [Any])?.count : (value as? String)?.unicodeScalars.count
    guard let count, let limit = rule as? Int else { return [] }
    return (keyword.hasPrefix("min") ? count >= limit : count <= limit)
      ? [] : ["\(place): \(count) breaks the \(keyword) \(limit)"]
  }

  private func isType(_ value: Any, _ name: String) -> Bool {
    let number = value as? NSNumber
    let isBoolean = value is Bool && "\(type(of: value))".contains("Bool")
    return switch name {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": isBoolean
    case "number": number != nil && !isBoolean
    case "integer":
      number != nil && !isBoolean
        && number?.doubleValue.rounded() == number?.doubleValue
    case "null": value is NSNull
    default: false
    }
  }
}
