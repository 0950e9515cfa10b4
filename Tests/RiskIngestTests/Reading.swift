import Foundation
import RiskDomain
import Testing

@testable import RiskIngest

/// What reading one text came to.
struct Reading {
  var report: FileReport
  var facts: [Fact]
  var setAside: [SetAsideRow]

  /// Places and reasons, short enough for one line each.
  var problems: [String] {
    setAside.map { row in
      [
        "\(row.origin.line)", row.column ?? "-", row.value ?? "-", row.reason,
      ].joined(separator: " | ")
    }
  }

  /// Writes bytes to a file of its own and reads it.
  static func bytes(
    _ bytes: [UInt8], folder: String = "inbox", name: String = "file",
    format: IngestFormat? = nil, hints: IngestHints = IngestHints(),
    chunkBytes: Int = 1 << 20
  ) throws -> Reading {
    try withFile(bytes, folder: folder, name: name) { path in
      try file(
        path, name: name, format: format, hints: hints,
        chunkBytes: chunkBytes)
    }
  }

  static func text(
    _ text: String, folder: String = "inbox", name: String = "file",
    format: IngestFormat? = nil, hints: IngestHints = IngestHints(),
    chunkBytes: Int = 1 << 20
  ) throws -> Reading {
    try bytes(
      Array(text.utf8), folder: folder, name: name, format: format,
      hints: hints, chunkBytes: chunkBytes)
  }

  /// Reads a file under a fixed digest, so that facts can be compared.
  static func file(
    _ path: String, name: String, format: IngestFormat? = nil,
    hints: IngestHints = IngestHints(), chunkBytes: Int = 1 << 20
  ) throws -> Reading {
    var facts: [Fact] = []
    var setAside: [SetAsideRow] = []
    let report = try IngestFile.read(
      path: path, name: name, digest: "d", format: format, hints: hints,
      chunkBytes: chunkBytes
    ) { batch in
      #expect(batch.count <= 8192 && !batch.isEmpty)
      facts += batch
    } setAside: { batch in
      setAside += batch
    }
    #expect(report.facts == facts.count)
    #expect(report.setAside == setAside.count)
    return Reading(report: report, facts: facts, setAside: setAside)
  }
}

/// Runs the body with a file that is removed afterwards.
func withFile<Value>(
  _ bytes: [UInt8], folder: String = "inbox", name: String = "file",
  _ body: (String) throws -> Value
) throws -> Value {
  let root = FileManager.default.temporaryDirectory
    .appendingPathComponent("riskctl-\(UUID().uuidString)")
  let directory = root.appendingPathComponent(folder)
  try FileManager.default.createDirectory(
    at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: root) }
  let path = directory.appendingPathComponent(name).path
  try Data(bytes).write(to: URL(fileURLWithPath: path))
  return try body(path)
}

/// Gzip without compression, written by the rules of RFC 1951 and 1952.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let count = min(0xFFFF, bytes.count - start)
    out.append(start + count == bytes.count ? 1 : 0)
    for length in [UInt16(count), ~UInt16(count)] {
      out += [UInt8(length & 255), UInt8(length >> 8)]
    }
    out += bytes[start..<(start + count)]
    start += count
  } while start < bytes.count
  for word in [crc32(bytes), UInt32(bytes.count)] {
    out += (0..<4).map { UInt8(word >> ($0 * 8) & 255) }
  }
  return out
}

/// A zip archive of one deflated file, without compression and without its
/// directory, by the rules of the APPNOTE.
///
/// - Parameter hasDescriptor: the checksum follows the data, as programs write
///   it that stream.
func zip(_ bytes: [UInt8], hasDescriptor: Bool) -> [UInt8] {
  func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> ($0 * 8) & 255) }
  }
  // gzip's frame is 10 bytes in front and 8 behind.
  let data = Array(gzip(bytes).dropFirst(10).dropLast(8))
  let sizes = little(UInt32(data.count), 4) + little(UInt32(bytes.count), 4)
  let check = little(crc32(bytes), 4)
  let zeros = little(0, 4)
  var out: [UInt8] = [0x50, 0x4B, 3, 4, 20, 0, hasDescriptor ? 8 : 0, 0, 8, 0]
  out += zeros + (hasDescriptor ? zeros + zeros + zeros : check + sizes)
  out += little(5, 2) + little(0, 2) + Array("a.csv".utf8) + data
  return hasDescriptor ? out + [0x50, 0x4B, 7, 8] + check + sizes : out
}

func crc32(_ bytes: [UInt8]) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 {
      crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1
    }
  }
  return ~crc
}

extension UTCInstant {
  /// An instant from a literal of a test.
  static func at(_ text: String) throws -> UTCInstant {
    try UTCInstant(parsing: text)
  }
}

extension Array where Element == Fact {
  var prices: [PriceObservation] {
    compactMap { if case .price(let fact) = $0 { fact } else { nil } }
  }
  var usages: [BillingUsage] {
    compactMap { if case .usage(let fact) = $0 { fact } else { nil } }
  }
  var charges: [BillingCharge] {
    compactMap { if case .charge(let fact) = $0 { fact } else { nil } }
  }
  var events: [InstanceEvent] {
    compactMap { if case .event(let fact) = $0 { fact } else { nil } }
  }
  var instances: [InstanceDescription] {
    compactMap { if case .instance(let fact) = $0 { fact } else { nil } }
  }
  var probes: [AvailabilityProbe] {
    compactMap { if case .probe(let fact) = $0 { fact } else { nil } }
  }
  var offerings: [CapacityBlockOffering] {
    compactMap { if case .offering(let fact) = $0 { fact } else { nil } }
  }
  var aliases: [InstanceAlias] {
    compactMap { if case .log(.alias(let fact)) = $0 { fact } else { nil } }
  }
  var requests: [CapacityRequest] {
    compactMap { if case .log(.request(let fact)) = $0 { fact } else { nil } }
  }
  var fleetChanges: [FleetChange] {
    compactMap {
      if case .log(.fleetChange(let fact)) = $0 { fact } else { nil }
    }
  }
  var aliveCounts: [AliveCount] {
    compactMap {
      if case .log(.aliveCount(let fact)) = $0 { fact } else { nil }
    }
  }
  var checkpoints: [CheckpointReport] {
    compactMap {
      if case .log(.checkpoint(let fact)) = $0 { fact } else { nil }
    }
  }
  var cells: [ExposureCell] {
    compactMap { if case .log(.cell(let fact)) = $0 { fact } else { nil } }
  }
  var launches: [LaunchAttempt] {
    compactMap { if case .launch(let fact) = $0 { fact } else { nil } }
  }
}
