import Foundation
import Logging
import RiskDomain
import RiskDecision
import RiskReport
import RiskSimulation
import RiskStore
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// A simulated month and the use cases that run on it, in one folder.
struct MonthPipeline {
  var folder: String
  var month: GPUMonth
  /// Name of the database below the folder.
  var name = "risk.sqlite"

  var files: String { folder + "/files" }
  var database: String { folder + "/" + name }

  /// Writes the month's files.
  init(_ month: GPUMonth, in folder: String) throws {
    self.folder = folder
    self.month = month
    let paths = try SimulateRun.run(
      scenario: month.scenario.name, days: month.days, seed: month.seed,
      scale: month.scale, folder: files)
    try #require(paths.last == "truth.json")
  }

  /// The same files and another database.
  func named(_ name: String) -> MonthPipeline {
    var other = self
    other.name = name
    return other
  }

  static let catalog = Result {
    try CatalogFile.load(directory: SourceTree.root + "/Data/catalog")
  }

  /// A context whose clock and stamp are fixed.
  static func context(asOf: UTCInstant) throws -> RunContext {
    RunContext(
      asOf: asOf, generatedAt: asOf, seed: 42,
      log: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() },
      home: try DataHome.locate(
        option: SourceTree.root, environment: nil, executable: ""),
      catalog: try catalog.get())
  }

  /// Ingests paths in the order given; all files where none is given.
  ///
  /// Offerings are taken as fetched at noon of the second day.
  @discardableResult
  func ingest(_ paths: [String]? = nil) throws -> IngestOutcome {
    try IngestRun.run(
      files: InputFiles.list(paths ?? [files]),
      format: nil,
      hints: IngestRun.Hints(capturedAt: month.start.adding(hours: 36)),
      databasePath: database, context: try Self.context(asOf: month.end))
  }

  /// The digest of the fitted model.
  @discardableResult
  func fit(asOf: UTCInstant) throws -> String {
    try FitRun.run(
      databasePath: database, specPath: nil, fitAsOf: nil,
      context: try Self.context(asOf: asOf)
    ).modelDigest
  }

  func forecast(
    asOf: UTCInstant, horizons: [Double] = [1, 6, 24],
    span: ForecastRun.Request.Span? = nil, fitAsOf: UTCInstant? = nil
  ) throws -> ForecastDocument {
    try ForecastRun.run(
      databasePath: database,
      request: ForecastRun.Request(
        horizonsHours: horizons, span: span, fitAsOf: fitAsOf),
      context: try Self.context(asOf: asOf))
  }

  func recommend(_ job: String, asOf: UTCInstant) throws -> Recommendation {
    let path = try write(job, to: "job-\(name).yaml", in: folder)
    return try RecommendRun.run(
      databasePath: database, job: try JobInput(path: path),
      mostAlternatives: 5, allowsStale: false,
      context: try Self.context(asOf: asOf))
  }

  func tableDigests() throws -> [TableDigest] {
    try digests(ofDatabase: database)
  }
}

/// Digests of the tables of a database file.
func digests(ofDatabase path: String) throws -> [TableDigest] {
  let database = try RiskDatabase(path: path, access: .readOnly)
  let digests = try database.tableDigests()
  try database.close()
  return digests
}

/// Jobs for a simulated month; each may start at a moment of it.
enum MonthJobs {
  /// Twelve hours on one small GPU.
  static func small(earliest: UTCInstant) -> String {
    """
    name: small
    work: {hours: 12}
    accept: [{gpu: T4-16GB, throughput: 1.0}, {gpu: L4-24GB, throughput: 1.7}]
    where: {providers: [aws], regions: [us-east-1]}
    data: {location: aws/us-east-1, datasetGB: 40, readPerStartGB: 2}
    checkpoint: {sizeGB: 20, durableUploadMBps: 400}
    when: {earliest: \(earliest), deadline: \(earliest.adding(hours: 72))}
    """
  }

  /// Two nodes of eight big GPUs that must be up together, with all vehicles.
  static func gang(earliest: UTCInstant) -> String {
    """
    name: gang
    work: {gpuHours: 96, referenceGPU: A100-40GB}
    gang: {nodes: 2, gpusPerNode: 8, allOrNothing: true, sameZone: true}
    accept: [{gpu: A100-40GB, throughput: 1.0}]
    where: {providers: [aws], regions: [us-west-2]}
    data: {location: aws/us-west-2, datasetGB: 420, readPerStartGB: 60}
    checkpoint: {sizeGB: 50, mode: async, localWriteSeconds: 8, \
    durableUploadMBps: 800, stepSeconds: 6.0}
    when: {earliest: \(earliest), deadline: \(earliest.adding(hours: 96))}
    risk: {meetDeadline: 0.9, aversion: 0.3}
    vehicles: [spot, on-demand, capacity-block]
    """
  }
}
