import Foundation
import RiskDomain
import RiskReport
import RiskStore

/// Puts the files of a night in their places, all of them at once.
///
/// Stages take minutes and a reader must not find tonight's forecast beside
/// yesterday's plans. So files wait under `.riskctl-next` until every stage is
/// over; then the manifest is replaced, which is the moment of the switch, and
/// the rest is one rename a file. A run that is cut short before the manifest
/// has changed nothing that anybody reads; one that is cut short after it is
/// finished by the next.
struct NightlySwitch {
  private let outputs: [NightlyOutput]
  private let manifest: String?

  init(_ file: NightlyFile) {
    outputs = file.outputs
    manifest = file.manifest
  }

  /// Switches to what the stages of a run have written.
  ///
  /// - Throws: `AtomicFile.Failure`; what is not in its place then waits on.
  func perform(
    _ record: NightlyRecord, _ stages: [NightlyReport.Stage]
  ) throws {
    if let manifest {
      try OutputFolder.make(of: manifest)
      AtomicFile.removeLeftovers(of: manifest)
      try AtomicFile.write(
        CanonicalJSON.pretty(
          NightlyManifest(record, stages, at: manifest)), to: manifest)
    }
    for file in stages.flatMap(\.files) { try AtomicFile.release(file) }
    // A stage that failed half-way may have left some.
    waiting.forEach(AtomicFile.discard)
  }

  /// Ends what a run that is not taken up has left: the switch where its
  /// manifest stands, else nothing of it is kept.
  func clearUp() throws {
    let committed = manifest.flatMap(NightlyManifest.init(path:))
    for file in waiting {
      if let manifest, let digest = NightlyFiles.sha256(file),
        committed?.digest(of: file, manifest: manifest) == digest
      {
        try AtomicFile.release(file)
      } else {
        AtomicFile.discard(file)
      }
    }
  }

  /// Places for which a file waits.
  private var waiting: [String] {
    outputs.flatMap { output -> [String] in
      if NightlyOutputsReader.isFile(output) {
        return AtomicFile.waiting(for: output.path) == nil ? [] : [output.path]
      }
      let names =
        (try? FileManager.default.contentsOfDirectory(atPath: output.path))
        ?? []
      return names.filter { $0.hasSuffix(AtomicFile.waitingSuffix) }.sorted()
        .map {
          output.path + "/" + $0.dropLast(AtomicFile.waitingSuffix.count)
        }
    }
  }
}
