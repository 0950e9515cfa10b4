import RiskDomain
import Testing

struct PoolIDTests {
  @Test func keyAndPoolAgree() throws {
    let pool = try PoolID(key: "aws/us-west-2a/p3.2xlarge")
    #expect(pool.key == "aws/us-west-2a/p3.2xlarge")
    #expect(pool.region == "us-west-2")
    #expect(pool.family == "p3")
    let windows = try PoolID(key: "aws/us-east-1a/p3.2xlarge/windows")
    #expect(windows.os == "windows")
    #expect(windows.key == "aws/us-east-1a/p3.2xlarge/windows")
  }

  @Test(arguments: [
    "", "aws", "aws/us-east-1a", "ibm/a/b", "aws//p3", "a/b/c/d/e",
  ])
  func refusesWhatIsNoKey(_ key: String) {
    #expect(throws: PoolID.ParseError.self) { try PoolID(key: key) }
  }

  @Test(arguments: [
    ("us-east-1a", PoolID.Provider.aws, "us-east-1"),
    ("us-west-2-lax-1a", .aws, "us-west-2"),
    ("us-east-1-wl1-bos-wlz-1", .aws, "us-east-1"),
    ("us-gov-west-1a", .aws, "us-gov-west-1"),
    ("ap-southeast-2c", .aws, "ap-southeast-2"),
    ("us-east-1", .aws, "us-east-1"), ("us-east1-b", .gcp, "us-east1"),
    ("europe-west4", .gcp, "europe-west4"),
    ("westeurope-2", .azure, "westeurope"),
  ])
  func knowsTheRegionOfAZone(
    _ zone: String, _ provider: PoolID.Provider, _ region: String
  ) {
    #expect(PoolID.region(ofZone: zone, provider: provider) == region)
  }

  @Test func acceleratorIsNoPartOfTheIdentity() {
    var left = PoolID(
      provider: .aws, zone: "us-east-1a", instanceType: "p3.2xlarge")
    let right = left
    left.accelerator = "v100-16gb"
    #expect(left == right)
    #expect(Set([left, right]).count == 1)
  }
}
