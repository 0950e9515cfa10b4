/// Unpacks on a thread of its own while the caller reads what was unpacked.
///
/// The thread begins once a stream turns out to be long: most files are small,
/// and detection looks at their first bytes only. From then on until the end
/// of the stream the decoder and its input belong to the thread.
final class UnpackAhead: Decoder {
  /// Streams from this many unpacked bytes on are worth a thread; 4 MiB.
  private static let longBytes = 4 << 20
  /// Unpacked bytes that may wait for the reader; 4 MiB.
  private static let waitingBytes = 4 << 20

  private struct Portion: Sendable {
    var bytes: [UInt8]
    var readCount: Int64
  }

  private struct Outcome: Sendable {
    var ending: DecoderEnding?
    var readCount: Int64
  }

  /// @unchecked because the decoder is used by one thread at a time: by the
  /// caller's until the other begins, by the other until it ends.
  private struct Lent: @unchecked Sendable {
    let decoder: any Decoder
  }

  let packing: String
  private let decoder: any Decoder
  private var thread: ProducerThread<Portion, Outcome>?
  private var unpackedCount = 0
  private(set) var ending: DecoderEnding?
  private(set) var readCount: Int64 = 0

  init(_ decoder: any Decoder) {
    self.decoder = decoder
    packing = decoder.packing
  }

  deinit { thread?.abandon() }

  func next() throws -> [UInt8] {
    guard ending == nil else { return [] }
    guard let thread = thread ?? begin() else {
      let bytes = try decoder.next()
      unpackedCount += bytes.count
      (ending, readCount) = (decoder.ending, decoder.readCount)
      return bytes
    }
    if let portion = thread.next() {
      readCount = portion.readCount
      return portion.bytes
    }
    let outcome = try thread.result()
    (ending, readCount) = (outcome.ending, outcome.readCount)
    return []
  }

  /// The thread, once the stream is long enough for one.
  private func begin() -> ProducerThread<Portion, Outcome>? {
    guard unpackedCount >= Self.longBytes else { return nil }
    let lent = Lent(decoder: decoder)
    thread = ProducerThread(
      limit: Self.waitingBytes, weight: \.bytes.count
    ) { hand in
      while true {
        let bytes = try lent.decoder.next()
        let readCount = lent.decoder.readCount
        if bytes.isEmpty {
          return Outcome(ending: lent.decoder.ending, readCount: readCount)
        }
        try hand(Portion(bytes: bytes, readCount: readCount))
      }
    }
    return thread
  }
}
