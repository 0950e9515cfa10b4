import RiskDecision

/// Where the money of a plan goes, as one bar.
enum CostBar {
  static let height = 34.0

  static func svg(_ lines: [CostSummary.Line], job: String) -> String {
    let shown = lines.filter { $0.usd > 0 }
    let total = shown.reduce(0) { $0 + $1.usd }
    guard total > 0 else { return "" }
    var body = ""
    var from = 0.0
    for line in shown {
      let width = line.usd / total * Plot.width
      body += "<rect class=\"p t-\(line.term.rawValue)\" "
      body += "x=\"\(SVG.number(from))\" y=\"4\" "
      body += "width=\"\(SVG.number(max(width, 0.6)))\" height=\"26\" "
      let text =
        "\(PlanWords.term(line.term)): \(NumberText.usd(line.usd)), "
        + PageWords.share(line.usd / total)
      body += "data-t=\"\(PageText.html(text))\"/>"
      from += width
    }
    return SVG.picture(
      body, width: Plot.width, height: height, title: "Cost of \(job) by term",
      description: shown.map {
        "\(PlanWords.term($0.term)) \(NumberText.usd($0.usd))"
      }.joined(separator: ", ") + ".")
  }
}
