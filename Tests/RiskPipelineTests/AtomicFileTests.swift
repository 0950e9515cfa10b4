import Foundation
import RiskTestSupport
import Testing

@testable import RiskPipeline

@Suite struct AtomicFileTests {
  @Test func aLinkKeepsPointingToTheFileThatIsReplaced() throws {
    try withTemporaryFolder { folder in
      let (file, link) = (folder + "/plan.json", folder + "/latest.json")
      try AtomicFile.write("old".utf8, to: file)
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: file)
      try AtomicFile.write("new".utf8, to: link)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
      let target = try FileManager.default.destinationOfSymbolicLink(
        atPath: link)
      #expect(target == file)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
          == ["latest.json", "plan.json"])
    }
  }

  @Test func whatIsHeldStandsBesideItsPlaceUntilItIsReleased() throws {
    try withTemporaryFolder { folder in
      let (file, link) = (folder + "/plan.json", folder + "/latest.json")
      try AtomicFile.write("old".utf8, to: file)
      #expect(chmod(file, 0o640) == 0)
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: file)
      func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
      }
      try AtomicFile.hold("new".utf8, for: link)
      #expect(try text(file) == "old")
      let waiting = try #require(AtomicFile.waiting(for: link))
      #expect(waiting.hasSuffix("/plan.json.riskctl-next"))
      #expect(try text(waiting) == "new")
      try AtomicFile.release(link)
      #expect(try text(file) == "new")
      #expect(AtomicFile.waiting(for: link) == nil)
      var status = stat()
      #expect(stat(file, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o640)
      // Without one that waits nothing happens.
      try AtomicFile.release(link)
      #expect(try text(file) == "new")
    }
  }

  @Test func aPipeIsWrittenToAndStaysAPipe() throws {
    try withTemporaryFolder { folder in
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      // Both ends here, so that opening the other does not wait.
      let reader = open(pipe, O_RDWR)
      defer { close(reader) }
      try AtomicFile.write("plan".utf8, to: pipe)
      var bytes = [UInt8](repeating: 0, count: 8)
      #expect(read(reader, &bytes, 8) == 4)
      #expect(String(decoding: bytes.prefix(4), as: UTF8.self) == "plan")
      var status = stat()
      #expect(stat(pipe, &status) == 0)
      #expect(status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test func aDatabaseIsNotWrittenOver() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/riskctl.sqlite"
      let bytes = Data("SQLite format 3\0and pages".utf8)
      try bytes.write(to: URL(fileURLWithPath: file))
      let error = #expect(throws: AtomicFile.Failure.self) {
        try AtomicFile.write("{}".utf8, to: file)
      }
      #expect(
        error?.description
          == "\(file) is an SQLite database: nothing is written over it. Name "
          + "another file.")
      #expect(FileManager.default.contents(atPath: file) == bytes)
    }
  }
}
