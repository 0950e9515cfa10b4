import RiskDomain
import RiskReport

/// One line on a terminal that says how far reading has come.
///
/// Redrawn at most five times a second and gone at the end: what stays on the
/// screen is the answer.
public final class IngestProgress {
  /// Seconds between two drawings.
  static let pauseSeconds = 0.2
  /// Carriage return, and "erase to the end of the line" (ECMA-48, EL).
  static let lineStart = "\r"
  static let eraseLine = "\u{1B}[K"

  private let columns: () -> Int
  private let seconds: () -> Double
  private let write: (String) -> Void
  private var begun = 0.0
  private var lastDrawn: Double?
  private var isShown = false
  private var fileCount = 0
  private var byteCount: Int64 = 0
  /// Of the files before the current one.
  private var doneBytes: Int64 = 0
  private var doneRows = 0
  private var file = (index: 0, name: "", bytes: Int64(0))
  private var now = (bytes: Int64(0), rows: 0)

  /// Progress on a terminal.
  ///
  /// - Parameters:
  ///   - columns: width of the terminal now.
  ///   - seconds: a clock that never goes back.
  ///   - write: puts text on the terminal at once.
  public init(
    columns: @escaping () -> Int, seconds: @escaping () -> Double,
    write: @escaping (String) -> Void
  ) {
    self.columns = columns
    self.seconds = seconds
    self.write = write
  }

  /// Starts the clock of a run.
  func begin(files: [InputFiles.Entry]) {
    begun = seconds()
    fileCount = files.count
    byteCount = files.reduce(0) { $0 + $1.byteCount }
  }

  /// Goes on to the next file.
  func start(_ entry: InputFiles.Entry) {
    file = (file.index + 1, entry.name, entry.byteCount)
    now = (0, 0)
    draw()
  }

  /// How much of the current file has been read: bytes as they lie on disk,
  /// and records.
  func advance(bytes: Int64, rows: Int) {
    now = (bytes, rows)
    draw()
  }

  /// The current file is done.
  func finishFile() {
    doneBytes += file.bytes
    doneRows += now.rows
    now = (0, 0)
  }

  /// How far a run had come between two files.
  struct Place {
    fileprivate var index, doneRows: Int
    fileprivate var doneBytes: Int64
  }

  var place: Place {
    Place(index: file.index, doneRows: doneRows, doneBytes: doneBytes)
  }

  /// Goes back to before files that are read again.
  func goBack(to place: Place) {
    file.index = place.index
    (doneRows, doneBytes) = (place.doneRows, place.doneBytes)
  }

  /// Says what goes on after the files, whenever the last drawing was.
  func say(_ text: String) {
    show(text)
  }

  /// Takes the line off the screen.
  public func clear() {
    guard isShown else { return }
    write(Self.lineStart + Self.eraseLine)
    isShown = false
  }

  private func draw() {
    let time = seconds()
    if let lastDrawn, time - lastDrawn < Self.pauseSeconds { return }
    lastDrawn = time
    show(line(elapsed: time - begun))
  }

  private func line(elapsed: Double) -> String {
    let bytes = doneBytes + now.bytes
    let rows = doneRows + now.rows
    var parts = [
      "file \(NumberText.count(file.index)) of \(NumberText.count(fileCount))",
      "\(NumberText.count(rows)) rows",
    ]
    // Rates of the first moment say nothing.
    if elapsed >= Self.pauseSeconds {
      let rowRate = (Double(rows) / elapsed).rounded()
      parts.append("\(NumberText.count(Int(exactly: rowRate) ?? 0)) rows/s")
      parts.append(
        NumberText.fixed(Double(bytes) / elapsed / 1e6, 0) + " MB/s")
      if bytes > 0 {
        let left = max(0, byteCount - bytes)
        let hours = elapsed * Double(left) / Double(bytes) / 3600
        parts.append(DurationText.short(hours: hours) + " left")
      }
    }
    let name = file.name.split(separator: "/").last ?? "-"
    return (parts + [PlainText.escaped(name)]).joined(separator: "  ")
  }

  /// One column stays free: a full line would move the cursor to the next.
  private func show(_ text: String) {
    let line = String(text.prefix(max(1, columns() - 1)))
    write(Self.lineStart + line + Self.eraseLine)
    isShown = true
  }
}
