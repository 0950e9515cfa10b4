import RiskDomain
import Testing

@testable import RiskIngest

/// Names that are none, and columns that change places.
@Suite("Shapes of names")
struct PoolShapeTests {
  @Test(
    "names of zones and types",
    arguments: [
      ("aws/us-east-1b/p4d.24xlarge", true),
      ("aws/use1-az4/u-6tb1.56xlarge", true),
      ("aws/usw2-lax1-az1/g5.xlarge", true),
      ("aws/us-west-2-lax-1a/g4dn.12xlarge", true),
      ("aws/us-east-1-wl1-bos-wlz-1/g4dn.2xlarge", true),
      ("aws/us-gov-west-1a/p3.2xlarge", true),
      ("aws/us-east-1/p6-b200.48xlarge", true),
      ("aws/p4d.24xlarge/us-east-1b", false),
      ("aws/us-east-1b/us-east-1b", false),
      ("aws/Linux/p4d.24xlarge", false),
      ("aws/us-east-1b/p4d", false),
      ("gcp/us-central1-a/a2-highgpu-1g", true),
      ("gcp/us-central1/n1-standard-8+t4x1", true),
      ("gcp/a2-highgpu-1g/us-central1-a", false),
      ("azure/eastus2/Standard_NC24ads_A100_v4", true),
      ("azure/eastus2-1/standard_nc24ads_a100_v4", true),
      ("azure/Standard_NC24ads_A100_v4/eastus2", false),
    ])
  func shapes(key: String, isFine: Bool) throws {
    let problem = PoolShape.problem(in: try PoolID(key: key))
    #expect((problem == nil) == isFine)
  }

  private func record(_ zone: String, _ type: String, hour: Int) -> String {
    "{\"AvailabilityZone\":\"\(zone)\",\"InstanceType\":\"\(type)\","
      + "\"ProductDescription\":\"Linux/UNIX\",\"SpotPrice\":\"9.5\","
      + "\"Timestamp\":\"2026-01-14T0\(hour):00:00Z\"}"
  }

  @Test("a price whose zone and type have changed places makes no pool")
  func swapped() throws {
    let text =
      "{\"SpotPriceHistory\":["
      + [
        record("us-east-1b", "p4d.24xlarge", hour: 1),
        record("p4d.24xlarge", "us-east-1b", hour: 2),
        record(" us-east-1b ", "P4D.24XLARGE ", hour: 3),
      ].joined(separator: ",") + "]}"
    var prices: [String] = []
    var problems: [String] = []
    try withFile(Array(text.utf8)) { path in
      _ = try IngestFile.read(
        path: path, name: "f", digest: "d", sink: { _ in },
        prices: { batch in
          prices += batch.rows.map { batch.pools[Int($0.pool)].key }
        }, setAside: { problems += $0.map(\.reason) })
    }
    #expect(
      prices == ["aws/us-east-1b/p4d.24xlarge", "aws/us-east-1b/p4d.24xlarge"])
    #expect(problems == ["'p4d.24xlarge' is not a zone or region of aws"])
    let reading = try Reading.text(
      "us-east-1b\tp4d.24xlarge\tLinux/UNIX\t9.5\t2026-01-14T01:00:00Z\n"
        + "p4d.24xlarge\tus-east-1b\tLinux/UNIX\t9.5\t2026-01-14T02:00:00Z\n")
    #expect(reading.facts.count == 1)
    #expect(
      reading.problems == [
        "2 | zone | p4d.24xlarge | 'p4d.24xlarge' is not a zone or region of "
          + "aws"
      ])
  }

  @Test(
    "words for nothing are no name of a zone or an instance",
    arguments: ["NULL", "null", "N/A", "-", ""])
  func words(word: String) throws {
    let reading = try Reading.text(
      CURText.text(
        columns: CURText.columns,
        rows: [
          CURText.row([
            "lineItem/AvailabilityZone": word, "lineItem/ResourceId": word,
          ])
        ]))
    let usage = try #require(reading.facts.usages.first)
    #expect(usage.zone == nil)
    #expect(usage.region == "us-west-2")
    #expect(usage.resourceID == nil)
    let launch = try Reading.text(
      "provider,zone,instanceType,requestedAt,launchedAt,instanceId\n"
        + "aws,us-west-2a,p3.2xlarge,2026-01-14T02:00:00Z,"
        + "2026-01-14T02:01:00Z,\(word)\n"
        + "aws,\(word),p3.2xlarge,2026-01-14T02:00:00Z,,i-1\n")
    #expect(
      launch.facts.compactMap {
        if case .launch(let fact) = $0 {
          fact.instanceID ?? "none"
        } else {
          nil
        }
      } == ["none"])
    #expect(launch.problems == ["3 | zone | - | the value is missing"])
  }

  @Test("keys may be written with escapes")
  func escapedKeys() throws {
    let reading = try Reading.text(
      "{\"SpotPriceHist\\u006fry\":["
        + record("us-east-1b", "p4d.24xlarge", hour: 1)
        .replacing("AvailabilityZone", with: "Availability\\u005aone") + "]}")
    #expect(reading.problems == [])
    #expect(reading.facts.count == 1)
  }

  @Test("a correction takes back what its row gave")
  func corrections() throws {
    // 3,599,999.5 ms of the machine: both halves go away from 0.
    let clock = try #require(
      GCPClock(machineType: "a2-highgpu-1g", cores: 12))
    #expect(clock.machineMilliseconds(43_199_994) == 3_600_000)
    #expect(clock.machineMilliseconds(-43_199_994) == -3_600_000)
  }

  @Test("packed files inside packed files are named")
  func packed() throws {
    let text = Array("hello\n".utf8)
    var tar = [UInt8](repeating: 0, count: 1024)
    tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
    for (bytes, message) in [
      (
        gzip(gzip(text)),
        "this packed file holds another packed file. Unpack it once, for "
          + "example with `gunzip`."
      ),
      (
        gzip(tar),
        "this is a tar archive. Unpack it first with `tar -xf`."
      ),
      (
        Array(gzip(Array(repeating: 65, count: 500)).prefix(14)),
        "the gzip stream ends early: the file was cut off and rows may be "
          + "missing. What came before shows no known format. Copy the file "
          + "again."
      ),
    ] {
      let error = #expect(throws: IngestError.self) {
        try Reading.bytes(bytes)
      }
      #expect(error?.message == message)
    }
  }

  @Test("use before there were machines is no use")
  func yearOne() throws {
    let reading = try Reading.text(
      CURText.text(
        columns: CURText.columns,
        rows: [CURText.row(["lineItem/UsageStartDate": "0001-01-01T00:00:00Z"])]
      ))
    #expect(
      reading.problems == [
        "2 | lineItem/UsageStartDate | 0001-01-01T00:00:00Z | "
          + "'0001-01-01T00:00:00Z' lies before there were machines for rent"
      ])
  }

  @Test("two hours of one instance in one hour are counted and told")
  func overfull() throws {
    let reading = try Reading.text(
      CURText.text(
        columns: CURText.columns,
        rows: [CURText.row(["lineItem/UsageAmount": "2"])]))
    #expect(reading.facts.usages.map(\.usedMilliseconds) == [7_200_000])
    #expect(
      reading.report.notes == [
        "1 line bills more hours of one instance than the interval has: "
          + "counted as written"
      ])
  }
}
