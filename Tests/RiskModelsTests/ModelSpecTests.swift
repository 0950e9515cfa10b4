import RiskDomain
import RiskModels
import Testing

struct ModelSpecTests {
  @Test func defaultIsValid() throws {
    try defaultSpec().validate()
  }

  /// A wrong spec by the key that is wrong.
  private static func wrong(_ key: String) throws -> ModelSpec {
    var spec = try defaultSpec()
    switch key {
    case "levels": spec.levels = [.zone, .region]
    case "ageCutsHours.probe.loss": spec.ageCutsHours.probe.loss = [1, 2]
    case "ageGroupCutsHours.instance.loss":
      spec.ageGroupCutsHours.instance.loss = [0, 3]
    case "spread": spec.spread.minimum = 0
    case "vagueShape": spec.vagueShape = -1
    case "family": spec.family = "weibull"
    default: Issue.record("no wrong spec for \(key)")
    }
    return spec
  }

  @Test(arguments: [
    "levels", "ageCutsHours.probe.loss", "ageGroupCutsHours.instance.loss",
    "spread", "vagueShape", "family",
  ])
  func wrongKeysAreNamed(key: String) throws {
    let spec = try Self.wrong(key)
    let error = #expect(throws: FitError.self) { try spec.validate() }
    #expect(error?.code == .invalidSpec)
    #expect(error?.message.contains("'\(key)'") == true)
  }
}
