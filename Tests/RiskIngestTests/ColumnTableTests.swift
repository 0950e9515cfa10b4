import Foundation
import RiskIngest
import RiskTestSupport
import Testing

struct ColumnTableTests {
  private func read(
    _ text: String, numbers: [String], labels: [String] = []
  ) throws -> ColumnTable {
    try withTemporaryFolder { folder in
      let path = try write(text, to: "t.csv", in: folder)
      return try ColumnTable.read(
        path: path, named: "t.csv", numbers: numbers, labels: labels)
    }
  }

  @Test func chosenColumns() throws {
    let table = try read(
      "\u{FEFF}a,b, c\r\n1,\"x, y\",NA\r\n\r\n-2e3,z,\r\n 4 ,w,Inf",
      numbers: ["a", "c"], labels: ["b"])
    #expect(table.lines == [2, 4, 5])
    #expect(table.numbers["a"] == [1, -2000, 4])
    let c = try #require(table.numbers["c"])
    #expect(c[0].isNaN && c[1].isNaN && c[2] == .infinity)
    #expect(table.labels["b"] == ["x, y", "z", "w"])
    #expect(table.setAside.isEmpty)
    #expect(table.digest.count == 64)
  }

  @Test func rowsThatDoNotFit() throws {
    let table = try read("a,b\n1,2\n1\nx,2\n3,\"4", numbers: ["a", "b"])
    #expect(table.lines == [2])
    #expect(
      table.setAside == [
        .init(
          line: 3, column: nil, value: nil,
          reason: "the row has 1 fields where the header has 2"),
        .init(line: 4, column: "a", value: "x", reason: "is not a number"),
        .init(
          line: 5, column: nil, value: nil,
          reason: "a quoted field is not closed before the file ends"),
      ])
  }

  @Test(arguments: [
    ("", IngestError.Code.emptyFile), ("a,b\n", .malformedDocument),
    ("c,c\n", .malformedDocument),
  ])
  func filesThatDoNotServe(text: String, code: IngestError.Code) {
    let error = #expect(throws: IngestError.self) {
      try read(text, numbers: ["c"])
    }
    #expect(error?.code == code)
    #expect(error?.file == "t.csv")
  }

  @Test func missingFile() {
    let error = #expect(throws: IngestError.self) {
      try ColumnTable.read(
        path: "/nowhere.csv", named: "nowhere", numbers: [], labels: [])
    }
    #expect(error?.code == .noSuchFile)
  }
}
