import Foundation
import RiskReport
import RiskSimulation
import RiskTestSupport
import Testing

@testable import RiskPipeline

/// The same facts, seed and clock give the same bytes.
struct RepeatabilityTests {
  @Test func twoDatabasesGiveTheSameBytes() throws {
    try withTemporaryFolder { folder in
      let month = try GPUMonth(days: 8, seed: 12, scale: 0.4)
      let first = try MonthPipeline(month, in: folder)
      let bytes = try [first, first.named("again.sqlite")].map { pipeline in
        try pipeline.ingest()
        try pipeline.fit(asOf: month.end)
        let forecast = try CanonicalJSON.pretty(
          pipeline.forecast(asOf: month.end))
        let advice = try [MonthJobs.small, MonthJobs.gang].map {
          try CanonicalJSON.pretty(
            pipeline.recommend($0(month.end), asOf: month.end))
        }
        return [forecast] + advice
      }
      #expect(bytes[0] == bytes[1])
      // And on the database that has answered before.
      #expect(
        try CanonicalJSON.pretty(first.forecast(asOf: month.end))
          == bytes[0][0])
    }
  }
}
