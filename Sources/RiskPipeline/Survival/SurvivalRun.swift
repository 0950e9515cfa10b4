import Logging
import RiskDomain
import RiskIngest
import RiskModels
import RiskNumerics
public import RiskReport

/// Runs a survival family on a table in a file.
public enum SurvivalRun {
  /// What is asked.
  public struct Request: Sendable {
    /// File with the table, and the name by which messages call it.
    public var path: String
    public var name: String
    public var family: String
    public var columns: SurvivalColumns
    public var ties: String?
    public var limits: String?
    public var penalty: Double?
    /// Ends of all pieces but the last; empty = not given.
    public var cuts: [Double] = []
    public var at: [Double] = []

    public init(
      path: String, name: String, family: String, columns: SurvivalColumns
    ) {
      self.path = path
      self.name = name
      self.family = family
      self.columns = columns
    }
  }

  /// Names of the families there are.
  public static var families: [String] { SurvivalFamilies.all.map(\.name) }

  /// Inputs that do not go together, with what to do.
  public struct Misuse: Error, Hashable, Sendable {
    public var message: String
  }

  /// Checks a request without opening the file.
  public static func validate(_ request: Request) throws(Misuse) {
    _ = try family(request)
    _ = try options(request)
  }

  /// Reads, checks, fits.
  ///
  /// - Throws: `UseCaseFailure`: `.noInput`, `.badData` for a file or a table
  ///   from which nothing can be fitted, `.configuration` for a request that
  ///   `validate` refuses, or without OpenBLAS.
  public static func run(
    _ request: Request, context: RunContext
  ) throws(UseCaseFailure) -> SurvivalDocument {
    let family: any SurvivalFamily
    let options: SurvivalRequest
    do {
      family = try Self.family(request)
      options = try Self.options(request)
    } catch {
      throw UseCaseFailure(.configuration, error.message)
    }
    let file = try read(request)
    let usable = UsableRows(
      file, request.columns, allowsCauses: family is any CompetingCauses,
      needsPositiveTimes: family is any PositiveTimes)
    guard !usable.table.time.isEmpty else {
      throw UseCaseFailure(
        .badData,
        "\(request.name): no row can be used. "
          + (usable.setAside.first.map { "First: \(sentence($0))." }
            ?? "There are no rows below the header."))
    }
    for problem in usable.setAside.prefix(20) {
      context.log.warning(
        "\(request.name): \(sentence(problem)); the row was set aside.")
    }
    if usable.setAside.count > 20 {
      context.log.warning("… and \(usable.setAside.count - 20) more rows.")
    }
    do {
      try BLAS.open()
    } catch {
      throw UseCaseFailure(.configuration, "\(error)")
    }
    do {
      let outcome = try family.fit(usable.table, options)
      return SurvivalDocument(
        outcome, family: family.name, setAside: usable.setAside.count,
        generatedAt: context.generatedAt, asOf: context.asOf,
        seed: context.seed, inputDigest: file.digest)
    } catch {
      throw UseCaseFailure(.badData, "\(request.name): \(error)")
    }
  }

  private static func family(
    _ request: Request
  ) throws(Misuse) -> any SurvivalFamily {
    guard let family = SurvivalFamilies.named(request.family) else {
      throw Misuse(
        message: "There is no family '\(request.family)'. The families are: "
          + families.joined(separator: ", ") + ".")
    }
    let given = inputs(request)
    let lacking = family.required.subtracting(given)
    guard lacking.isEmpty else {
      throw Misuse(
        message: "\(family.name) needs \(options(lacking)). Please add it.")
    }
    let idle = given.subtracting(family.required.union(family.optional))
    guard idle.isEmpty else {
      throw Misuse(
        message:
          "\(family.name) does not read \(options(idle)). Please leave it out.")
    }
    return family
  }

  private static func options(_ inputs: Set<SurvivalInput>) -> String {
    inputs.map { "--" + $0.rawValue }.sorted().joined(separator: ", ")
  }

  private static func inputs(_ request: Request) -> Set<SurvivalInput> {
    let columns = request.columns
    var inputs: Set<SurvivalInput> = []
    for (input, isGiven) in [
      (SurvivalInput.event, columns.event != nil),
      (.entry, columns.entry != nil), (.upper, columns.upper != nil),
      (.covariates, !columns.covariates.isEmpty),
      (.strata, columns.strata != nil), (.cluster, columns.cluster != nil),
      (.weights, columns.weights != nil), (.ties, request.ties != nil),
      (.limits, request.limits != nil), (.penalty, request.penalty != nil),
      (.cuts, !request.cuts.isEmpty),
    ] where isGiven {
      inputs.insert(input)
    }
    return inputs
  }

  private static func options(
    _ request: Request
  ) throws(Misuse) -> SurvivalRequest {
    var options = SurvivalRequest()
    if let text = request.ties {
      guard let ties = CoxTies(rawValue: text) else {
        throw unknown(text, "--ties", CoxTies.allCases.map(\.rawValue))
      }
      options.ties = ties
    }
    if let text = request.limits {
      guard let limits = SurvivalCurve.LimitType(rawValue: text) else {
        throw unknown(
          text, "--conf-type", SurvivalCurve.LimitType.allCases.map(\.rawValue))
      }
      options.limits = limits
    }
    options.penalty = request.penalty ?? 0
    options.cuts = request.cuts
    options.at = request.at
    return options
  }

  private static func unknown(
    _ text: String, _ option: String, _ values: [String]
  ) -> Misuse {
    Misuse(
      message: "\(option) '\(text)' is not known. Write one of: "
        + values.joined(separator: ", ") + ".")
  }

  private static func read(
    _ request: Request
  ) throws(UseCaseFailure) -> ColumnTable {
    do {
      return try ColumnTable.read(
        path: request.path, named: request.name,
        numbers: request.columns.numbers, labels: request.columns.labels)
    } catch {
      let kind: UseCaseFailure.Kind =
        switch error.code {
        case .noSuchFile: .noInput
        case .unreadable: .io
        default: .badData
        }
      throw UseCaseFailure(kind, "\(error)")
    }
  }

  private static func sentence(_ problem: ColumnTable.Problem) -> String {
    guard let column = problem.column else {
      return "line \(problem.line): \(problem.reason)"
    }
    let value = problem.value.map { " '\($0)'" } ?? ""
    return "line \(problem.line) column \(column):\(value) \(problem.reason)"
  }
}
