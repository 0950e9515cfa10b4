import Foundation
import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Decoded stream")
struct DecodedStreamTests {
  /// A document of 100 price rows, i from 0: zones a, b, c in turn, price
  /// 0.9ii, day i mod 28 + 1; packed by gzip at level 9 with its file name.
  private static let packed = """
    H4sICAAAAAAC/3AuanNvbgDN201rU1EQgOH/cre29Zw539kJLiyIFKwgios0XuRCm4\
    TkRhpK/7u3Ltw5UHhhTghZ5IZ24FkMvDBPw+f9br45TJvxw3Scd4fzsPr+NLz7vZ7u\
    13fT/TSfv+2247AaTsfLcX2cL/16uBiut8d5vd2Mt+f9y7N9uJLH+/Xh17g8uznsfp\
    428/vxuDlM+3nabZdffJy2p8e3Xz5df11+8e9fLg/cVXMvr+Xr2+lhXP7sw375Wpzk\
    S+eX962TlXPL+83fz+H5Qh/vDh/PK+PJa8fb4OOJMl547Xg8blDGi/a4URkv2eMmZb\
    xsj5uV8Yo9blHGq/a4VRmv2eO2/4/nnTmuV7aG9+a4XtkaXsxxvbI1fLDHVbaGj/a4\
    ytbwyR5X2Ro+2+MqW8MXe1xla/hqj6tsDd/scZWtIc4cV5StId4cV5StIWKOK8rWkG\
    CPq2wNifa4ytaQZI+rbA3J9rjK1pBij6tsDan2uJVsLDxuIxsLjhsc2Vhw3ODJxoLj\
    BiEbC48byMbC40aysfC4iWwsPG4mGwuPW8jGwuNWsrHwuI1sLDhudGRjwXGjJxsLjh\
    uFbCw8biAbC48bycbC4yaysfC4mWwsPG4hGwuPW8nGwuM2srHguMmRjQXHTZ5sLDhu\
    ErKx8LiBbCw8biQbC4+byMbC42aysfC4hWwsPG4lGwuP28jGguNmRzYWHDd7srHguF\
    nIxsLjBrKx8LiRbCw8biIbC4+bycbC4xaysfC4lWwsPG4jGwuOWxzZWHDc4snGguMW\
    IRsLjxvIxsLjRrKx8LiJbCw8biYbC49byMbC41aysfC4jWwsOG51ZGPBcasnGwuOW4\
    VsLDxuIBsLjxu7vhWqqetboZq7vhWqpetboVq7vhWqretboea6vhVqvutboSZd3wq1\
    0PWtUItd3wq11PWtUMtd3wq10vWtUKtd3wq19qrG8uP5DxjkXqEyPgAA
    """

  @Test("inflates what gzip compressed", arguments: [1, 7, 100, 1 << 20])
  func inflates(chunkBytes: Int) throws {
    let data = try #require(Data(base64Encoded: Self.packed))
    let prices = try Reading.bytes(Array(data), chunkBytes: chunkBytes).facts
      .prices
    #expect(prices.count == 100)
    for (index, price) in prices.enumerated() {
      #expect(price.pool.zone == "us-east-1" + ["a", "b", "c"][index % 3])
      // 0.9ii USD in micro-dollars.
      #expect(price.pricePerHour.rawValue == 900_000 + Int64(index) * 1000)
    }
  }

  @Test("keeps the rows before a cut in compressed data")
  func cut() throws {
    let data = try #require(Data(base64Encoded: Self.packed))
    let half = Array(data.prefix(data.count / 2))
    let reading = try Reading.bytes(half)
    #expect(reading.facts.count > 0 && reading.facts.count < 100)
    #expect(
      reading.problems == [
        "\(reading.facts.count + 1) | - | - | the gzip stream ends early: the "
          + "file was cut off and rows may be missing"
      ])
    // What zlib still holds when the bytes end is read too.
    #expect(try Reading.bytes(half, chunkBytes: 7).facts == reading.facts)
  }

  @Test("every file of a zip archive is read and checked")
  func zipEndings() throws {
    let bytes = Array(Sample.price.text.utf8)
    for hasDescriptor in [true, false] {
      let one = zip(bytes, hasDescriptor: hasDescriptor)
      let two = try Reading.bytes(one + one)
      #expect(two.facts.count == 4)
      #expect(two.facts.map(\.origin.line) == [1, 2, 1, 2])
      #expect(two.problems.isEmpty)
    }
    var flipped = zip(bytes, hasDescriptor: false)
    // The checksum stands at byte 14 of the header.
    flipped[14] ^= 0xFF
    #expect(
      try Reading.bytes(flipped).problems == [
        "3 | - | - | the zip stream is damaged from here on and rows may be "
          + "missing"
      ])
    let cut = Array(zip(bytes, hasDescriptor: true).dropLast(10))
    #expect(
      try Reading.bytes(cut).problems == [
        "3 | - | - | the zip stream ends early: the file was cut off and rows "
          + "may be missing"
      ])
  }

  @Test("hands rows over in batches of at most 1,024")
  func batches() throws {
    let row = """
      {"AvailabilityZone":"us-east-1a","InstanceType":"p3.2xlarge",\
      "ProductDescription":"Linux/UNIX","SpotPrice":"1",\
      "Timestamp":"2026-01-14T02:00:00Z"}

      """
    var counts: [Int] = []
    try withFile(Array(String(repeating: row, count: 2_500).utf8)) { path in
      _ = try IngestFile.read(
        path: path, name: "x", digest: "d", sink: { counts.append($0.count) },
        setAside: { _ in })
    }
    // 2 · 1,024 + 452 = 2,500
    #expect(counts == [1024, 1024, 452])
  }
}
