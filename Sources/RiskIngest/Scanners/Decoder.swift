/// Unpacks bytes a chunk at a time.
protocol Decoder: AnyObject {
  /// What the bytes are packed with, for messages: "gzip".
  var packing: String { get }

  /// The next unpacked bytes; empty once `ending` is known.
  func next() throws -> [UInt8]

  /// How the bytes came to their end; nil while they go on.
  var ending: DecoderEnding? { get }

  /// Bytes of the file that had been read when the last bytes were unpacked.
  var readCount: Int64 { get }
}

/// How packed bytes come to their end.
enum DecoderEnding: Equatable {
  case complete
  /// The bytes end before the packed text does.
  case truncated
  /// The bytes are not what was written.
  case damaged
  /// Something else follows the packed text.
  case trailingBytes
}

/// How far a packed file may grow when it is unpacked.
///
/// A bomb is a small file that unpacks to more than any disk or patience
/// holds. Real exports shrink to a tenth, at most to a hundredth.
struct UnpackLimits: Sendable {
  /// Unpacked bytes for each packed one.
  var ratio: Int64 = 400
  /// Files below this many unpacked bytes do no harm whatever their ratio;
  /// 64 MiB.
  var harmlessBytes: Int64 = 64 << 20
  /// No file unpacks to more; 1 TiB.
  var bytes: Int64 = 1 << 40

  /// Why a file must not be unpacked further; nil when it may.
  func problem(packed: Int64, unpacked: Int64) -> String? {
    if unpacked > bytes {
      return "it unpacks to more than \(bytes >> 30) GiB. Unpack it and split "
        + "it."
    }
    let (allowed, overflow) = packed.multipliedReportingOverflow(by: ratio)
    guard !overflow, unpacked > harmlessBytes, unpacked > allowed else {
      return nil
    }
    return "it unpacks to more than \(ratio) times its size, as no export "
      + "does. Unpack it yourself if you trust it."
  }
}
