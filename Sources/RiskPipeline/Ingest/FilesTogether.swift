import Logging
import RiskDomain
import RiskReport
import RiskStore

/// Loads files in transactions that several of them share.
struct FilesTogether {
  /// What the first of some files came to.
  struct Reading {
    var lines: [IngestOutcome.Line] = []
    var examples: [SetAsideRow] = []
  }

  var loader: FileLoading
  var store: StoreAccess
  var log: Logger
  var progress: IngestProgress?
  /// After this long no further file joins: other writers wait as long as the
  /// transaction lasts, and give up after five seconds.
  var longest = Duration.seconds(3)

  /// Loads the first file, and those after it that find room beside it.
  ///
  /// A file that cannot be loaded takes those before it along; they are then
  /// loaded again without it, so that each stands or falls by itself.
  ///
  /// - Parameter files: at least one.
  /// - Throws: what ends the run, where the first file by itself meets it.
  func load(
    firstOf files: ArraySlice<InputFiles.Entry>
  ) throws(UseCaseFailure) -> Reading {
    var files = files
    while true {
      let place = progress?.place
      var reading = Reading()
      var isEnd = false
      do {
        if try areKept(files, &reading, &isEnd) || reading.lines.count == 1 {
          return reading
        }
        files = files.prefix(reading.lines.count - 1)
      } catch {
        // At the end of the transaction nobody knows which file is too much.
        let count = reading.lines.count
        files = files.prefix(isEnd ? count / 2 : count)
        if files.isEmpty { throw error }
      }
      if let place { progress?.goBack(to: place) }
    }
  }

  /// - Parameter isEnd: set when every file was taken and the transaction ends.
  /// - Returns: false where the last file could not be loaded, so that nothing
  ///   is kept.
  private func areKept(
    _ files: ArraySlice<InputFiles.Entry>, _ reading: inout Reading,
    _ isEnd: inout Bool
  ) throws(UseCaseFailure) -> Bool {
    let clock = ContinuousClock()
    let begin = clock.now
    do {
      return try store.database.loadTogether { group in
        for entry in files {
          progress?.start(entry)
          log.debug("reading \(PlainText.escaped(entry.name))")
          reading.lines.append(
            try IngestRun.line(of: entry, loader, group, &reading.examples))
          progress?.finishFile()
          if group.hasFailed { return false }
          if begin.duration(to: clock.now) >= longest { break }
        }
        isEnd = true
        return true
      }
    } catch let failure as UseCaseFailure {
      throw failure
    } catch let error as StoreError {
      throw UseCaseFailure(error)
    } catch {
      throw UseCaseFailure(
        .fault, "A load failed for an unknown reason: \(error)")
    }
  }
}
