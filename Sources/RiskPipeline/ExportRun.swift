import RiskDomain
import RiskDecision
import Foundation
public import RiskReport

/// Files for other programs, from a plan or from a forecast.
public enum ExportRun {
  /// What to write.
  public struct Request: Sendable {
    public var target: ExportTarget
    /// nil writes what a forecast of all pools says.
    public var job: JobInput?
    public var settings: [String: String]
    /// Used without a job.
    public var forecast: ForecastRun.Request
    /// Used with a job.
    public var allowsStale: Bool
    /// nil writes names as they are.
    public var redaction: Redaction?

    public init(
      target: ExportTarget, job: JobInput?, settings: [String: String],
      forecast: ForecastRun.Request, allowsStale: Bool,
      redaction: Redaction? = nil
    ) {
      self.target = target
      self.job = job
      self.settings = settings
      self.forecast = forecast
      self.allowsStale = allowsStale
      self.redaction = redaction
    }
  }

  /// The files of a target, nothing written yet.
  ///
  /// - Throws: `UseCaseFailure`, and `ExportRefusal` where the target cannot
  ///   carry the plan or a setting is missing.
  public static func files(
    databasePath: String, request: Request, context: RunContext
  ) throws -> [ExportFile] {
    let files = try plainFiles(
      databasePath: databasePath, request: request, context: context)
    guard let redaction = request.redaction else { return files }
    return files.map {
      ExportFile(name: $0.name, text: redaction.text($0.text))
    }
  }

  private static func plainFiles(
    databasePath: String, request: Request, context: RunContext
  ) throws -> [ExportFile] {
    if let job = request.job {
      guard request.target.takesJob else {
        throw ExportRefusal.takesNoJob(request.target)
      }
      let advice = try RecommendRun.run(
        databasePath: databasePath, job: job, mostAlternatives: 5,
        allowsStale: request.allowsStale, context: context)
      return try request.target.files(
        try PlannedJob(
          advice, job: job.file.job, catalog: context.catalog,
          redaction: request.redaction), given: request.settings)
    }
    guard !request.target.needsJob else {
      throw ExportRefusal.needsJob(request.target)
    }
    let document = try ForecastRun.run(
      databasePath: databasePath, request: request.forecast, context: context)
    return try request.target.files(
      ExportForecast(document), given: request.settings)
  }

  /// Writes the files into a folder, which is made when it is not there.
  ///
  /// - Throws: `AtomicFile.Failure` that names the path.
  public static func write(
    _ files: [ExportFile], folder: String
  ) throws -> [String] {
    try OutputFolder.make(folder)
    return try files.map { file in
      let path = folder + "/" + file.name
      try AtomicFile.write(file.text.utf8, to: path)
      return path
    }
  }
}
