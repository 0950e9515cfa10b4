import Foundation
import RiskDomain
import RiskTestSupport
import Testing

@testable import RiskSimulation

/// Gangs that train, and the books that they keep.
struct TrainingMonthTests {
  @Test func everyLossIsInTheLedgerOnce() throws {
    let facts = try GPUMonth(.trainingMonth, days: 30, seed: 1).facts()
    let lost = facts.histories.flatMap(\.lives).filter {
      $0.exit == .interrupted
    }
    let ledger = facts.training.ledger
    #expect(lost.count > 200)
    #expect(
      ledger.map(\.life.instanceID).sorted()
        == lost.map(\.instanceID).sorted())
    for entry in ledger {
      #expect(entry.at == entry.life.endedAt)
      #expect(entry.lostWorkUSD >= 0 && entry.idleGangUSD >= 0)
      #expect(entry.restartUSD >= 0)
    }
    // Gangs fall together, wait for each other, and lose work.
    #expect(ledger.contains { $0.sharedBy > 1 })
    #expect(ledger.contains { $0.idleGangUSD > 1 })
    #expect(ledger.contains { $0.lostWorkUSD > 1 })
    #expect(ledger.contains { $0.restartUSD > 1 })
    #expect(ledger.count { !$0.isOver } < 20)
  }

  // What losses cost is a part of the bill, and a smaller one than the work.
  @Test func theLedgerIsAPartOfTheBill() throws {
    let facts = try GPUMonth(.trainingMonth, days: 30, seed: 2).facts()
    var billed = 0.0
    for history in facts.histories {
      for life in history.lives where life.isBilled {
        for piece in history.prices.pieces(
          from: life.launchedAt, until: life.endedAt)
        {
          billed +=
            piece.pricePerHour.usd * piece.until.hours(since: piece.from)
        }
      }
    }
    let cost = facts.training.ledger.reduce(0) {
      $0 + $1.lostWorkUSD + $1.idleGangUSD + $1.restartUSD
    }
    #expect(cost > 0.02 * billed && cost < 0.6 * billed, "\(cost), \(billed)")
  }

  /// The provider does not charge for what it takes back within an hour.
  @Test func theBillLeavesOutInterruptedFirstHours() throws {
    let month = try GPUMonth(.trainingMonth, days: 10, seed: 3)
    let early = month.facts().histories.flatMap(\.lives).filter {
      $0.exit == .interrupted && $0.hours < 1
    }
    #expect(!early.isEmpty)
    let bill = try MonthFolder(month).texts("aws/cur/", ".csv.gz").joined()
    for life in early { #expect(!bill.contains(life.instanceID)) }
  }

  @Test func theFilesAreThoseOfOneCloudAndItsJobs() throws {
    let folder = try MonthFolder(
      GPUMonth(.trainingMonth, days: 3, seed: 4))
    let tops = Set(folder.files.map { $0.path.split(separator: "/")[0] })
    #expect(
      tops == ["aws", "launches", "checkpoints", "truth", "truth.json"])
    let log = try #require(folder.texts("checkpoints/").first)
    let rows = MonthFolder.rows(log)
    #expect(!rows.isEmpty)
    // Every row is a checkpoint or a start, and every job begins with a start
    // at step 0.
    var seen: Set<String> = []
    for row in rows {
      let isStart = row["checkpointSeconds"]?.isEmpty == true
      #expect(isStart != (row["restartSeconds"]?.isEmpty == true))
      if seen.insert(row["job"] ?? "").inserted {
        #expect(isStart && row["step"] == "0")
      }
    }
  }
}
