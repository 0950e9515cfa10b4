public import RiskDomain

import Foundation

/// Reads the folder of dated facts, `Data/catalog`.
public enum CatalogFile {
  /// Reads every CSV file of the folder into one catalog.
  ///
  /// All kinds of files must be there, none may be unknown, no fact may be
  /// stated twice, and prices and types must speak of things that the other
  /// files describe.
  ///
  /// - Parameter directory: path of the folder.
  /// - Throws: `CatalogError` with file, line, column, value and next step.
  public static func load(directory: String) throws(CatalogError) -> Catalog {
    try read(directory: directory).catalog
  }

  /// The same with the SHA-256 of the files' names and texts.
  public static func read(
    directory: String
  ) throws(CatalogError) -> (catalog: Catalog, digest: String) {
    var catalog = Catalog()
    var texts = ""
    let files = try csvFiles(in: directory)
    for kind in CatalogFileKind.all {
      let ofKind = files.filter(kind.isName)
      guard !ofKind.isEmpty else {
        throw CatalogError(
          .unreadable, file: kind.name + ".csv",
          reason: "The file is missing in \(directory).",
          nextStep: "Restore it from the repository.")
      }
      var placeOfKey: [String: String] = [:]
      for file in ofKind {
        let text = try text(of: file, in: directory)
        texts += file + "\n" + text
        let table = try CatalogFileTable(
          file: file, text: text, columns: kind.columns)
        for row in table.rows {
          let key = try kind.add(row, &catalog)
          if let first = placeOfKey[key] {
            throw CatalogError(
              .duplicate, file: file, line: row.line, value: key,
              reason: "is stated at \(first) already.",
              nextStep: "Keep one of the two rows.")
          }
          placeOfKey[key] = "\(file):\(row.line)"
        }
      }
    }
    try checkNames(in: catalog)
    return (catalog, textDigest(texts))
  }

  /// Names of the CSV files in the folder, sorted; each of a known kind.
  private static func csvFiles(
    in directory: String
  ) throws(CatalogError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory)
    } catch {
      throw CatalogError(
        .unreadable, file: directory,
        reason: "The catalog's folder cannot be read.",
        nextStep: "Name the folder that holds Data with --data-dir.")
    }
    let files = names.filter { $0.hasSuffix(".csv") }.sorted()
    for file in files
    where !CatalogFileKind.all.contains(where: { $0.isName(file) }) {
      let known = CatalogFileKind.all.map { $0.name + ".csv" }
      throw CatalogError(
        .malformedFile, file: file,
        reason: "No kind of facts has this name.",
        nextStep: "Rename it; known are \(known.joined(separator: ", ")).")
    }
    return files
  }

  private static func text(
    of file: String, in directory: String
  ) throws(CatalogError) -> String {
    let path = directory + "/" + file
    guard let text = try? BoundedFile.text(path, limitMiB: 64) else {
      throw CatalogError(
        .unreadable, file: file,
        reason: "The file cannot be read as UTF-8 text of at most 64 MiB.",
        nextStep: "Check its permissions and encoding.")
    }
    return text
  }

  /// Every name that a fact uses must be described by another file.
  private static func checkNames(in catalog: Catalog) throws(CatalogError) {
    let accelerators = Set(catalog.accelerators.map(\.name))
    for type in catalog.instanceTypes {
      guard let name = type.accelerator, !accelerators.contains(name) else {
        continue
      }
      throw CatalogError(
        .unknownName, file: "instance-types.csv", key: "accelerator",
        value: name, reason: "of \(type.instanceType) is not described.",
        nextStep: "Add it to accelerators.csv.")
    }
    let types = Set(
      catalog.instanceTypes.map { [$0.provider.rawValue, $0.instanceType] })
    for price in catalog.listPrices
    where !types.contains([price.provider.rawValue, price.instanceType]) {
      throw CatalogError(
        .unknownName, file: "list-prices-\(price.provider.rawValue).csv",
        key: "instanceType", value: price.instanceType,
        reason: "is not described.",
        nextStep: "Add it to instance-types.csv.")
    }
    for rate in catalog.capacityBlockRates
    where !types.contains(["aws", rate.instanceType]) {
      throw CatalogError(
        .unknownName, file: "capacity-block-rates.csv", key: "instanceType",
        value: rate.instanceType, reason: "is not described.",
        nextStep: "Add it to instance-types.csv.")
    }
  }
}

extension CatalogFileKind {
  /// Whether a file of this name holds facts of this kind.
  func isName(_ file: String) -> Bool {
    file == name + ".csv"
      || (file.hasPrefix(name + "-") && file.hasSuffix(".csv"))
  }
}
