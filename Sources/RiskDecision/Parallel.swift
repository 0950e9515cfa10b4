import Dispatch

/// The results of a function of an index, worked out on all cores, in order.
///
/// Each call must depend on its index alone: then the answer does not depend on
/// the number of cores. Indices are handed out in chunks.
func inParallel<Result: Sendable>(
  _ count: Int, chunk: Int = 1, _ body: @Sendable (Int) -> Result
) -> [Result] {
  guard count > chunk else { return (0..<count).map(body) }
  var slots = [Result?](repeating: nil, count: count)
  slots.withUnsafeMutableBufferPointer { buffer in
    let cells = ParallelCells(buffer: buffer)
    DispatchQueue.concurrentPerform(
      iterations: (count + chunk - 1) / chunk
    ) { part in
      for index in (part * chunk)..<min((part + 1) * chunk, count) {
        cells.buffer[index] = body(index)
      }
    }
  }
  return slots.compactMap { $0 }
}

/// Cells of which each index writes its own.
private struct ParallelCells<Result>: @unchecked Sendable {
  let buffer: UnsafeMutableBufferPointer<Result?>
}
