import Foundation
import RiskTestSupport
import Synchronization
import Testing

/// A nightly run that is killed anywhere is taken up by the next one.
@Suite(.serialized) struct NightlyKillTests {
  private static let kills = 20
  /// Where in a run it is killed, as a share of the time that a whole one
  /// takes: moments of one seed (SplitMix64), more than kills, because a run
  /// may be over before its moment comes.
  private static let shares: [Double] = {
    var state: UInt64 = 2026
    return (0..<3 * kills).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
    }
  }()

  @Test func twentyKilledRunsEndAsAnUnbrokenOne() throws {
    try withTemporaryFolder { folder in
      let before = try SmallNight(in: folder + "/before")
      try before.deliverFirst()
      #expect([0, 2].contains(try before.run(asOf: SmallNight.first).status))
      try before.deliverSecond()
      let old = try before.outputs()

      let whole = try copy(before, to: folder + "/whole")
      let start = ContinuousClock.now
      let unbroken = try whole.run(asOf: SmallNight.second)
      var seconds = (ContinuousClock.now - start) / .seconds(1)
      let digest = try Self.digest(unbroken)
      let new = try whole.outputs()
      #expect(Set(old.keys) == Set(new.keys))
      #expect(old != new)

      var killed = 0
      var resumed = 0
      for (number, share) in Self.shares.enumerated() where killed < Self.kills
      {
        let night = try copy(before, to: folder + "/\(number)")
        let wasKilled = try kill(
          night, asOf: SmallNight.second, names: night.outputs().keys.sorted(),
          afterSeconds: share * seconds
        ) { name, bytes in
          #expect(
            bytes == old[name] || bytes == new[name],
            "half of \(name) was seen")
        } seesSet: { set in
          #expect(set == old || set == new, "files of two nights were seen")
        }
        // The first run may have been slowed by what else the machine does.
        if wasKilled { killed += 1 } else { seconds *= share }
        let again = try night.run(asOf: SmallNight.second)
        expectStatus(again, unbroken.status)
        #expect(try Self.digest(again) == digest, "killed at \(share)")
        #expect(try night.outputs() == new, "killed at \(share)")
        if try JSONAnswer(again.output).object["isResumed"] as? Bool == true {
          resumed += 1
        }
        try FileManager.default.removeItem(atPath: night.folder)
      }
      #expect(killed == Self.kills)
      // The others had not begun.
      #expect(resumed >= 10)
    }
  }

  // Before the first night nothing is there: no database, no output.
  @Test func aFirstNightThatIsKilledIsTakenUp() throws {
    try withTemporaryFolder { folder in
      let empty = try SmallNight(in: folder + "/empty")
      try empty.deliverFirst()
      let whole = try copy(empty, to: folder + "/whole")
      let start = ContinuousClock.now
      let unbroken = try whole.run(asOf: SmallNight.first)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let digest = try Self.digest(unbroken)
      let new = try whole.outputs()
      for (number, share) in [0.05, 0.3, 0.55, 0.8].enumerated() {
        let night = try copy(empty, to: folder + "/\(number)")
        _ = try kill(
          night, asOf: SmallNight.first, names: new.keys.sorted(),
          afterSeconds: share * seconds
        ) { name, bytes in
          #expect(
            bytes == nil || bytes == new[name], "half of \(name) was seen")
        } seesSet: { set in
          #expect(set == new, "a part of a night was seen")
        }
        let again = try night.run(asOf: SmallNight.first)
        expectStatus(again, unbroken.status)
        #expect(try Self.digest(again) == digest, "killed at \(share)")
        #expect(try night.outputs() == new, "killed at \(share)")
      }
    }
  }

  private static func digest(_ outcome: Program.Outcome) throws -> String {
    try JSONAnswer(outcome.output).text("databaseDigest")
  }

  private func copy(
    _ night: SmallNight, to folder: String
  ) throws -> SmallNight {
    try FileManager.default.copyItem(atPath: night.folder, toPath: folder)
    return try SmallNight(in: folder)
  }

  /// The files that the manifest names, each from its place or from beside it,
  /// with the manifest itself; nil where there is none, or another one came
  /// while they were read.
  private static func set(in out: String) throws -> [String: Data]? {
    func read(_ path: String) -> Data? {
      FileManager.default.contents(atPath: out + "/" + path)
    }
    guard let manifest = read("night.json") else { return nil }
    var set = ["night.json": manifest]
    for file in try JSONAnswer(manifest).array("files") {
      guard let path = file["path"] as? String,
        let digest = file["sha256"] as? String
      else { continue }
      // It may be put in its place between two looks: a third one settles it.
      for place in [path, path + ".riskctl-next", path] {
        guard let data = read(place), SmallNight.sha256(data) == digest else {
          continue
        }
        set[path] = data
        break
      }
    }
    return read("night.json") == manifest ? set : nil
  }

  /// Starts a night, reads what it writes all the while, kills it.
  ///
  /// - Returns: whether it was still at work.
  private func kill(
    _ night: SmallNight, asOf: String, names: [String],
    afterSeconds seconds: Double,
    sees: @escaping @Sendable (String, Data?) -> Void,
    seesSet: @escaping @Sendable ([String: Data]) -> Void
  ) throws -> Bool {
    let process = Program.make(
      SmallNight.arguments(night.config, asOf: asOf))
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let out = night.out
    let reader = DispatchGroup()
    let flag = Flag()
    DispatchQueue.global().async(group: reader) {
      while !flag.isSet {
        for name in names {
          sees(name, FileManager.default.contents(atPath: out + "/" + name))
        }
        do {
          if let set = try Self.set(in: out) { seesSet(set) }
        } catch {
          Issue.record(error)
        }
        usleep(2000)
      }
    }
    Thread.sleep(forTimeInterval: seconds)
    Foundation.kill(process.processIdentifier, SIGKILL)
    ended.wait()
    flag.set()
    reader.wait()
    // And what a run that is dead has left.
    if let set = try Self.set(in: out) { seesSet(set) }
    return process.terminationReason == .uncaughtSignal
  }

  /// Tells the reader to stop.
  private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
  }
}
