import Foundation
import FuzzDriver
import RiskDomain
import RiskIngest
import RiskStore

/// A database whose bytes somebody changed: it is read or refused in words.
extension FuzzTarget {
  static let database = FuzzTarget(name: "database") { bytes in
    var image = DatabaseImage.sound
    // Three bytes of place, one of what is put there; at the end of the input
    // is what is missing to a change.
    for start in stride(from: 0, to: bytes.count - bytes.count % 4, by: 4) {
      let place =
        Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8
        | Int(bytes[start + 2])
      image[place % image.count] ^= bytes[start + 3]
    }
    DatabaseImage.read(image)
  }
}

/// A small database with rows of every format.
private enum DatabaseImage {
  private static let path =
    "/dev/shm/riskctl-fuzz-\(getpid()).sqlite"

  /// The bytes of a whole file.
  static let sound: [UInt8] = {
    let folder =
      FileManager.default.currentDirectoryPath + "/Tests/Fuzz/Seeds"
    do {
      let database = try RiskDatabase(path: path)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      for (number, name) in names.sorted().enumerated() {
        try load(folder + "/" + name, number, into: database)
      }
      try database.replaceSpells()
      try database.seal()
      try database.compact()
      try database.close()
      return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      fatalError("no database to fuzz: \(error)")
    }
  }()

  private static func load(
    _ path: String, _ number: Int, into database: RiskDatabase
  ) throws {
    let digits = String(number, radix: 16)
    let digest = String(repeating: "0", count: 64 - digits.count) + digits
    let name = URL(filePath: path).lastPathComponent
    let head = Array(try Data(contentsOf: URL(filePath: path)))
    guard let format = IngestFormat.detect(head: head) else { return }
    try database.load(
      file: SourceFile(name: name, digest: digest, format: format.rawValue)
    ) { loader in
      do {
        _ = try IngestFile.read(
          path: path, name: name, digest: digest, format: format,
          hints: IngestHints(
            start: UTCInstant(unixSeconds: 1_767_225_600), gapSeconds: 600,
            provider: .aws, zone: "us-west-2a", instanceType: "p3.2xlarge",
            clock: LocalClock(offsetMinutes: 0),
            capturedAt: UTCInstant(unixSeconds: 1_767_225_600)),
          chunkBytes: 1 << 15, sink: { try? loader.add($0) },
          setAside: { try? loader.setAside($0) })
      } catch is IngestError {
        // Some seeds are broken on purpose.
      }
    }
  }

  static func read(_ image: [UInt8]) {
    do {
      try Data(image).write(to: URL(filePath: path))
      let database = try RiskDatabase(path: path, access: .readOnly)
      defer { try? database.close() }
      _ = try database.summary()
      _ = try database.pools()
      _ = try database.latestPrices()
      _ = try database.spells()
      _ = try database.exposures()
      _ = try database.launches()
      _ = try database.capacityRequests()
      _ = try database.billingUsage()
      _ = try database.setAsideReasons()
      _ = try database.lifeCells()
      _ = try database.integrityCheck()
    } catch let error as StoreError {
      FuzzTarget.require(error.code != .fault, "\(error)")
      FuzzTarget.require(error.message.utf8.count > 20, "\(error)")
    } catch {
      fatalError("reading throws \(error)")
    }
  }
}

extension RiskDatabase {
  /// A spell and an exposure of the first launch.
  fileprivate func replaceSpells() throws {
    guard let launch = try launches().first else { return }
    try derive(inputDigest: "fuzzed") { derivation in
      try derivation.write(
        spells: [
          Spell(
            pool: launch.pool, process: .loss, clock: .instance,
            instanceID: launch.instanceID, launchedAt: launch.requestedAt,
            watchedFrom: launch.requestedAt,
            watchedUntil: launch.requestedAt.adding(hours: 1),
            watched: AgeInterval(after: 0, through: 1), exit: .interrupted,
            noticeSeconds: 120, origin: launch.origin)
        ],
        exposures: [
          Exposure(
            pool: launch.pool, process: .loss, clock: .instance,
            age: AgeInterval(after: 0, through: 1), hourOfWeekUTC: 3,
            millisecondsAtRisk: 3_600_000, interruptions: 1)
        ])
    }
  }
}
