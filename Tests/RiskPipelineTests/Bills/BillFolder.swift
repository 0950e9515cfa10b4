import Foundation
import RiskDomain
import RiskIngest
import RiskStore

/// Bills written to a folder and loaded as `riskctl ingest` does.
struct BillFolder {
  let root: String

  /// Writes a file; its path below the folder may name folders.
  @discardableResult
  func write(_ text: String, to path: String) throws -> String {
    let file = URL(fileURLWithPath: root + "/" + path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  /// A database of these files, loaded in this order.
  static func database(_ paths: [String]) throws -> RiskDatabase {
    let database = try RiskDatabase.inMemory()
    for path in paths { try load(path, into: database) }
    return database
  }

  static func load(_ path: String, into database: RiskDatabase) throws {
    let digest = try FileDigest.sha256(path: path).sha256
    let name = URL(fileURLWithPath: path).lastPathComponent
    let format = try IngestFile.detect(path: path)
    try database.load(
      file: SourceFile(
        name: name, digest: digest, format: format?.rawValue ?? "none")
    ) { loader in
      let report = try IngestFile.read(
        path: path, name: name, digest: digest,
        sink: { try loader.add($0) }, setAside: { try loader.setAside($0) })
      try loader.cover(report.coverage)
    }
  }
}

extension RiskDatabase {
  /// Digests of the tables that bills fill, without the list of files.
  func billDigests() throws -> [TableDigest] {
    try tableDigests().filter { $0.table.hasPrefix("billing_") }
  }
}

/// Lines of a legacy Cost and Usage Report.
struct CURLines {
  struct Line {
    var id: String
    var type = "Usage"
    var resource = "i-0a"
    /// Days and hours of January 2026, "14 02".
    var hour: String
    var usageType = "USW2-SpotUsage:p3.2xlarge"
    var operation = "RunInstances:SV001"
    var amount = "1.0000000000"
    var rate = "0.9180000000"
    var cost: String
    var unit = "Hrs"
    var invoice = ""
    var job = "llama"
  }

  var lines: [Line]

  static let header =
    "identity/LineItemId,bill/InvoiceId,bill/PayerAccountId,"
    + "bill/BillingPeriodStartDate,lineItem/LineItemType,"
    + "lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,"
    + "lineItem/UsageType,lineItem/Operation,lineItem/AvailabilityZone,"
    + "lineItem/ResourceId,lineItem/UsageAmount,lineItem/CurrencyCode,"
    + "lineItem/UnblendedRate,lineItem/UnblendedCost,pricing/unit,"
    + "resourceTags/user:job\n"

  var text: String {
    Self.header
      + lines.map { line in
        let parts = line.hour.split(separator: " ")
        let next = String((Int(parts[1]) ?? 0) + 1)
        let until = next.count == 1 ? "0" + next : next
        return [
          line.id, line.invoice, "000000000012", "2026-01-01T00:00:00Z",
          line.type, "2026-01-\(parts[0])T\(parts[1]):00:00Z",
          "2026-01-\(parts[0])T\(until):00:00Z", "AmazonEC2", line.usageType,
          line.operation, "us-west-2a", line.resource, line.amount, "USD",
          line.rate, line.cost, line.unit, line.job,
        ].joined(separator: ",") + "\n"
      }.joined()
  }

  /// A manifest in the layout of AWS that names parts.
  static func manifest(assembly: String, parts: [String]) -> String {
    let keys = parts.map { "\"reports/gpu/20260101-20260201/\($0)\"" }
    return """
      {"assemblyId": "\(assembly)", "account": "000000000012",
       "columns": [], "charset": "UTF-8", "compression": "GZIP",
       "contentType": "text/csv", "reportId": "r", "reportName": "gpu",
       "billingPeriod": {"start": "20260101T000000.000Z",
         "end": "20260201T000000.000Z"},
       "bucket": "b", "reportKeys": [\(keys.joined(separator: ","))]}
      """
  }
}
