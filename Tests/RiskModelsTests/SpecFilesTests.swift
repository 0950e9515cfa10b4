import Foundation
import RiskModels
import RiskTestSupport
import Testing

/// The specs that are shipped fit their schema, mean something and have cards.
struct SpecFilesTests {
  private static let models = SourceTree.root + "/Models"
  static let names =
    ((try? FileManager.default.contentsOfDirectory(
      atPath: models + "/specs")) ?? []).sorted()

  @Test func allAreThere() {
    #expect(
      Self.names == ["default.json", "no-memory.json", "small-data.json"])
  }

  @Test(arguments: names)
  func fitsTheSchemaAndIsValid(name: String) throws {
    let data = try Data(
      contentsOf: URL(filePath: Self.models + "/specs/" + name))
    let checker = try JSONSchemaChecker(
      schema: Data(
        contentsOf: URL(
          filePath: Self.models + "/schema/model-spec.schema.json")))
    #expect(try checker.complaints(about: data) == [])
    try JSONDecoder().decode(ModelSpec.self, from: data).validate()
    let card =
      name == "default.json"
      ? "nested-gamma-poisson"
      : String(
        name.dropLast(5))
    let text = try String(
      contentsOfFile: Self.models + "/cards/\(card).md", encoding: .utf8)
    for part in ["## Evidence", "## Misuse"] { #expect(text.contains(part)) }
  }

  @Test func aMisspeltKeyIsComplainedOf() throws {
    let text = try String(
      contentsOfFile: Self.models + "/specs/default.json", encoding: .utf8)
    let checker = try JSONSchemaChecker(
      schema: Data(
        contentsOf: URL(
          filePath: Self.models + "/schema/model-spec.schema.json")))
    let wrong = text.replacing("\"vagueShape\"", with: "\"vagueshape\"")
    #expect(
      try !checker.complaints(about: Data(wrong.utf8)).isEmpty)
  }
}
