import Foundation
import Testing

@testable import RiskStore

struct NetworkFolderTests {
  // The first line is proc(5)'s own example, the others have its form.
  private let mounts = """
    36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw
    41 36 0:52 / /home rw,relatime shared:9 - nfs4 10.0.0.1:/home rw,vers=4.2
    42 36 0:53 / /bucket rw - fuse.gcsfuse bucket rw
    43 36 0:54 / /containers rw - fuse.fuse-overlayfs overlay rw
    44 36 0:55 / /office rw - smb3 //server/share rw
    45 36 0:56 broken
    """

  @Test(arguments: [
    ("0:52", "nfs4"), ("0:53", "fuse.gcsfuse"), ("0:55", "smb3"),
  ])
  func networksAreKnownByTheirNames(device: String, name: String) {
    #expect(NetworkFolder.name(ofDevice: device, mounts: mounts) == name)
  }

  @Test(arguments: ["98:0", "0:54", "0:56", "7:7"])
  func localFoldersAreNone(device: String) {
    #expect(NetworkFolder.name(ofDevice: device, mounts: mounts) == nil)
  }

  @Test func theReasonAndTheNextStepAreSaid() {
    let error = NetworkFolder.refusal("shared/risk.sqlite", "nfs4")
    #expect(error.code == .networkFile)
    #expect(error.message.contains("shared/risk.sqlite"))
    #expect(error.message.contains("(nfs4)"))
    #expect(error.message.contains("--db"))
  }

  // What /proc/self/mountinfo calls the device is what stat says of a file.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self")))
  func theDeviceIsWrittenAsTheSystemListsIt() throws {
    let device = try #require(NetworkFolder.device(ofFile: "/proc/self/stat"))
    let mounts = try String(
      contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
    let line = mounts.split(separator: "\n").map { $0.split(separator: " ") }
      .first { $0.count > 4 && $0[4] == "/proc" }
    #expect(line.map { String($0[2]) } == device)
  }

  @Test func aFileThatIsNotThereLiesWhereItsFolderDoes() throws {
    try withTemporaryFolder { folder in
      let missing = NetworkFolder.device(
        ofFile: folder.path + "/missing.sqlite")
      #expect(missing != nil)
      #expect(missing == NetworkFolder.device(ofFile: folder.path))
    }
  }
}
