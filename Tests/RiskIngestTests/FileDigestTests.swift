import Testing

@testable import RiskIngest

@Suite("File digest")
struct FileDigestTests {
  @Test("is SHA-256 of the bytes on disk")
  func knownAnswer() throws {
    // FIPS 180-2, appendix B.1: the digest of "abc".
    let digest = try withFile(Array("abc".utf8)) {
      try FileDigest.sha256(path: $0)
    }
    #expect(
      digest.sha256
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(digest.byteCount == 3)
  }
}
