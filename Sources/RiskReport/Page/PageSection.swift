/// One part of the page: its template and what fills it.
struct PageSection: Sendable {
  /// Name of the template and of its context.
  let name: String
  let template: String
  let context: @Sendable (ReportDocument, PageWords) -> [String: Any]

  /// A picture with its caption and its numbers as a table.
  static let chart = """
    <figure><figcaption>{{title}}{{#note}} <span>{{.}}</span>{{/note}}\
    </figcaption>{{{svg}}}
    {{#table}}<details><summary>Numbers</summary>{{>table}}</details>{{/table}}\
    </figure>
    """

  /// What the template of charts takes.
  static func chart(
    _ title: String, note: String?, svg: String, table: PageTable?
  ) -> [String: Any] {
    var context: [String: Any] = ["title": title, "svg": svg]
    context["note"] = note
    context["table"] = table?.context
    return context
  }
}
