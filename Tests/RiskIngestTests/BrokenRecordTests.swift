import RiskDomain
import Testing

@testable import RiskIngest

/// What is shown of a broken record does not hang on how its bytes came.
struct BrokenRecordTests {
  /// A bracket that closes what it did not open, a line that is no JSON, and a
  /// last line that was cut off in a string.
  private static let text =
    #"{"source": "aws.ec2", "detail-type": ]} and then some more of this line"#
    + "\n" + #"{"source": "aws.ec2", "detail-type": "Other", "id": "1"}"#
    + "\nlog rotated at midnight\n"
    + #"{"a": "# + String(repeating: "9", count: 300) + "]\n{]"

  @Test(arguments: [1, 7, 64, 1 << 20])
  func valuesAreTheSameInChunks(of bytes: Int) throws {
    let reading = try Reading.text(
      Self.text, format: .awsEventBridge, chunkBytes: bytes)
    #expect(
      reading.setAside.map(\.value) == [
        #"{"source": "aws.ec2", "detail-type": ]} and then some more of this "#
          + "line",
        "log rotated at midnight",
        // 200 bytes, 6 of them before the digits.
        #"{"a": "# + String(repeating: "9", count: 194),
        "{]",
      ])
  }
}
