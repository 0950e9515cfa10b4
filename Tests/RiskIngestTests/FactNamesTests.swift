import RiskDomain
import Testing

@testable import RiskIngest

/// Names that no pool key can carry cost their row and no other.
struct FactNamesTests {
  @Test func anOddByteCostsOneRow() throws {
    func row(_ zone: String, _ minute: Int) -> String {
      """
      {"AvailabilityZone": "\(zone)", "InstanceType": "p3.2xlarge",
       "ProductDescription": "Linux/UNIX", "SpotPrice": "0.9",
       "Timestamp": "2026-01-05T00:0\(minute):00Z"}
      """
    }
    let text =
      "{\"SpotPriceHistory\": ["
      + [
        row("us-east-1a", 1), row("us-east-1é", 2), row("us/east", 3),
        row("us-east-1b", 4),
      ].joined(separator: ",") + "]}"
    let result = try Reading.bytes(Array(text.utf8))
    let zones = result.facts.compactMap { fact -> String? in
      guard case .price(let price) = fact else { return nil }
      return price.pool.zone
    }
    #expect(zones == ["us-east-1a", "us-east-1b"])
    #expect(result.setAside.map(\.origin.line) == [2, 3])
    #expect(result.setAside.map(\.column) == ["zone", "zone"])
    #expect(
      result.setAside.first?.reason
        == "'us-east-1\\u{e9}' is no name: only printable ASCII without / can "
        + "stand in a pool")
    #expect(result.report.rowsRead == 4)
    #expect(result.report.setAside == 2)
  }
}
