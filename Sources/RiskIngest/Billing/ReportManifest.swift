/// The manifest of a delivery, which is no bill but lies beside one.
///
/// It is read together with the parts that it names; met on its own it is
/// known and says nothing more.
enum ReportManifest {
  static func isLegacy(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("assemblyId") && outline.has("reportName")
      && !isDataExport(head)
  }

  static func isDataExport(_ head: FileHead) -> Bool {
    guard let outline = head.outline else { return false }
    return outline.has("exportArn")
      || outline.has("executionId")
        && outline.has("dataFiles")
  }
}
