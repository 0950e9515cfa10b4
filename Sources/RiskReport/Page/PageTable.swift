/// A table of the page: the first column heads its rows.
struct PageTable {
  /// How a column is set: words, numbers, or whole sentences.
  enum Alignment { case left, right, prose }

  private let caption: String
  private let columns: [(title: String, alignment: Alignment)]
  private var rows: [[String: Any]] = []

  init(_ caption: String, _ columns: [(String, Alignment)]) {
    self.caption = caption
    self.columns = columns.map { (title: $0.0, alignment: $0.1) }
  }

  var isEmpty: Bool { rows.isEmpty }

  /// Adds a row of as many cells as there are columns.
  ///
  /// - Parameter mark: a class of the row, for example "chosen" or "total".
  mutating func add(_ cells: [String], mark: String? = nil) {
    precondition(cells.count == columns.count, "cells \(cells.count)")
    var row: [String: Any] = [
      "head": cells[0],
      "cells": zip(cells, columns).dropFirst().map { cell, column in
        [
          "text": cell, "title": column.title,
          "number": column.alignment == .right,
          "prose": column.alignment == .prose,
        ] as [String: Any]
      },
    ]
    if let mark { row["mark"] = mark }
    rows.append(row)
  }

  /// For the template.
  var context: [String: Any] {
    [
      "caption": caption,
      "columns": columns.map {
        ["text": $0.title, "number": $0.alignment == .right] as [String: Any]
      }, "rows": rows,
      // A narrow page sets rows with sentences below each other.
      "stacks": columns.contains { $0.alignment == .prose },
    ]
  }

  static let template = """
    <div class="scroll" tabindex="0" role="region" aria-label="{{caption}}">\
    <table{{#stacks}} class="stack"{{/stacks}}><caption>{{caption}}</caption>\
    <thead><tr>{{#columns}}<th scope="col"{{#number}} class="n"{{/number}}>\
    {{text}}</th>{{/columns}}</tr></thead>
    <tbody>{{#rows}}<tr{{#mark}} class="{{.}}"{{/mark}}>\
    <th scope="row">{{head}}</th>\
    {{#cells}}<td{{#number}} class="n"{{/number}}\
    {{#prose}} class="t"{{/prose}}{{#stacks}} data-l="{{title}}"{{/stacks}}>\
    {{text}}</td>{{/cells}}</tr>
    {{/rows}}</tbody></table></div>
    """
}
