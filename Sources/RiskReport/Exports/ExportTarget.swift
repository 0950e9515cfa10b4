import RiskDecision
import RiskDomain

/// A program that reads what riskctl writes.
///
/// Each form is a pure function of a plan or of a forecast and of the names
/// that only the user knows, such as that of a launch template.
public struct ExportTarget: Sendable {
  typealias FromPlan =
    @Sendable (PlannedJob, ExportSettings) throws -> [ExportFile]
  typealias FromForecast =
    @Sendable (ExportForecast, ExportSettings) throws -> [ExportFile]

  /// As the command line names it.
  public let name: String
  /// What comes out, for the help text.
  public let summary: String
  /// What the user may or must say.
  public let settings: [ExportSetting]
  /// nil where a plan says nothing to the target.
  let fromPlan: FromPlan?
  /// nil where a forecast says nothing to the target.
  let fromForecast: FromForecast?

  init(
    _ name: String, _ summary: String, settings: [ExportSetting] = [],
    fromPlan: FromPlan? = nil, fromForecast: FromForecast? = nil
  ) {
    self.name = name
    self.summary = summary
    self.settings = settings
    self.fromPlan = fromPlan
    self.fromForecast = fromForecast
  }

  /// Every target, in the order of the guide.
  public static let all: [ExportTarget] = [
    .karpenter, .skypilot, .ec2Fleet, .autoScaling, .kueue, .awsBatch, .slurm,
    .kubeRay, .torchrun, .prometheus, .cloudWatchEMF, .awsBudgets, .json, .csv,
  ]

  /// True when the target needs a job to say anything.
  public var needsJob: Bool { fromForecast == nil }
  /// True when the target can use a job.
  public var takesJob: Bool { fromPlan != nil }

  /// Looks whether settings are known and complete, before anything is written.
  public func check(_ given: [String: String]) throws(ExportRefusal) {
    _ = try ExportSettings(given, of: self)
  }

  /// The files for a plan.
  ///
  /// - Throws: `ExportRefusal` where the target cannot do what was planned, or
  ///   a setting is missing or unknown.
  public func files(
    _ job: PlannedJob, given: [String: String]
  ) throws -> [ExportFile] {
    guard let fromPlan else { throw ExportRefusal.takesNoJob(self) }
    return try fromPlan(job, ExportSettings(given, of: self))
  }

  /// The files for a forecast.
  ///
  /// - Throws: `ExportRefusal`, as for a plan.
  public func files(
    _ forecast: ExportForecast, given: [String: String]
  ) throws -> [ExportFile] {
    guard let fromForecast else { throw ExportRefusal.needsJob(self) }
    return try fromForecast(forecast, ExportSettings(given, of: self))
  }
}

/// Why a target cannot be written.
public struct ExportRefusal: Error, Hashable, Sendable {
  /// What the caller should do.
  public enum Kind: Sendable {
    /// Call it differently.
    case usage
    /// Nothing is wrong: the target cannot carry this plan.
    case valid
  }

  public var kind: Kind
  /// A sentence.
  public var reason: String

  init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }

  /// A job was named for a target that shows forecasts.
  public static func takesNoJob(_ target: ExportTarget) -> ExportRefusal {
    ExportRefusal(.usage, "\(target.name) shows forecasts; leave out --job.")
  }

  /// No job was named for a target that needs one.
  public static func needsJob(_ target: ExportTarget) -> ExportRefusal {
    ExportRefusal(
      .usage, "\(target.name) is written for a job; name one with --job.")
  }
}

/// One file of an export.
public struct ExportFile: Hashable, Sendable {
  /// A plain name without folders.
  public var name: String
  public var text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A name or number that only the user knows.
public struct ExportSetting: Hashable, Sendable {
  public var name: String
  /// Taken when nothing is given; nil = it must be given.
  public var standard: String?
  public var meaning: String

  init(_ name: String, standard: String? = nil, _ meaning: String) {
    self.name = name
    self.standard = standard
    self.meaning = meaning
  }
}

/// The settings of one export, complete.
struct ExportSettings {
  private var values: [String: String]

  init(
    _ given: [String: String], of target: ExportTarget
  ) throws(ExportRefusal) {
    let known = target.settings.map(\.name)
    for name in given.keys.sorted() where !known.contains(name) {
      let nearest = known.min {
        NearestNames.distance($0, name) < NearestNames.distance($1, name)
      }
      throw ExportRefusal(
        .usage,
        "\(target.name) has no setting '\(PlainText.escaped(name))'"
          + (nearest.map { "; did you mean '\($0)'?" } ?? "."))
    }
    values = given
    for setting in target.settings where given[setting.name] == nil {
      guard let standard = setting.standard else {
        throw ExportRefusal(
          .usage,
          "\(target.name) needs --set \(setting.name)=…: \(setting.meaning).")
      }
      values[setting.name] = standard
    }
  }

  /// Empty when the standard is "nothing".
  subscript(_ name: String) -> String { values[name] ?? "" }

  /// The parts between commas, without blanks around them.
  func list(_ name: String) -> [String] {
    self[name].split(separator: ",").map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
  }
}
