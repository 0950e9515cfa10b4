import Foundation
import RiskIngest
import RiskSimulation

/// Writes a scenario's files into a folder.
public enum SimulateRun {
  /// Names of the scenarios.
  public static let scenarios = Scenario.all.map(\.name) + [WideFleet.name]

  /// Writes every file, compressed where the clouds compress it.
  ///
  /// - Returns: the paths written, relative to the folder, in order.
  /// - Throws: `UseCaseFailure` for options out of range and disk errors.
  public static func run(
    scenario name: String = scenarios[0], days: Int, seed: UInt64,
    scale: Double, folder: String
  ) throws(UseCaseFailure) -> [String] {
    if name == WideFleet.name {
      return try writeFleet(
        days: days, seed: seed, scale: scale, folder: folder)
    }
    guard let scenario = Scenario.all.first(where: { $0.name == name }) else {
      throw UseCaseFailure(
        .configuration,
        "'\(name)' is no scenario. There are "
          + scenarios.joined(separator: ", ") + ".")
    }
    let month: GPUMonth
    do {
      month = try GPUMonth(scenario, days: days, seed: seed, scale: scale)
    } catch {
      throw UseCaseFailure(.configuration, error.description)
    }
    var paths: [String] = []
    do {
      try month.write { file in
        try write(file, to: folder + "/" + file.path)
        paths.append(file.path)
      }
    } catch {
      throw UseCaseFailure(.io, "\(folder): \(error)")
    }
    return paths
  }

  /// Writes the wide fleet chunk by chunk.
  private static func writeFleet(
    days: Int, seed: UInt64, scale: Double, folder: String
  ) throws(UseCaseFailure) -> [String] {
    let fleet: WideFleet
    do {
      fleet = try WideFleet(days: days, seed: seed, scale: scale)
    } catch {
      throw UseCaseFailure(.configuration, error.description)
    }
    var open: [String: GrowingFile] = [:]
    defer { open.values.forEach { $0.abandon() } }
    var paths: [String] = []
    do {
      try fleet.write { chunk in
        let file =
          try open[chunk.path] ?? GrowingFile(folder + "/" + chunk.path)
        open[chunk.path] = file
        try file.append(chunk.bytes)
        guard chunk.isLast else { return }
        try file.finish()
        open[chunk.path] = nil
        paths.append(chunk.path)
      }
    } catch let failure as UseCaseFailure {
      throw failure
    } catch {
      throw UseCaseFailure(.io, "\(folder): \(error)")
    }
    return paths
  }

  private static func write(_ file: SimulatedFile, to path: String) throws {
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(),
      withIntermediateDirectories: true)
    guard file.wantsGzip else {
      try AtomicFile.write(file.bytes, to: path)
      return
    }
    guard let packed = GzipEncoder.encode(file.bytes) else {
      throw UseCaseFailure(.io, "\(path) cannot be compressed: no memory.")
    }
    try AtomicFile.write(packed, to: path)
  }
}
