import Crypto
import Foundation
import Mustache
import RiskDomain

/// The report as one HTML page that needs nothing beside itself.
public enum ReportPage {
  /// The whole page.
  ///
  /// Nothing on it comes from elsewhere, and its policy forbids the browser to
  /// ask for anything. Every number and every sentence is there without the
  /// script, which only sorts, filters and shows values under the pointer.
  public static func html(_ document: ReportDocument) -> String {
    let words = PageWords(timeZone: document.timeZone)
    var page: [String: Any] = [
      "policy": policy, "style": PageStyle.text, "script": PageScript.text,
      "asOf": words.time(document.asOf),
      "asOfUTC": document.asOf.rfc3339,
      "generatedAt": document.generatedAt.rfc3339,
      "through": words.time(document.dataThrough),
      "zone": words.zoneName(at: document.asOf),
      "model": String(document.modelDigest.prefix(12)),
      "seed": "\(document.seed)",
    ]
    for section in sections {
      page[section.name] = section.context(document, words)
    }
    return library?.render(page, withTemplate: "page") ?? ""
  }

  /// In the order in which a reader wants them.
  private static let sections: [PageSection] = [
    .today, .jobs, .league, .survival, .week, .prices, .alerts, .losses,
    .backtest, .freshness,
  ]

  /// The templates; nil when one of them does not parse, which a test would
  /// tell.
  private static let library: MustacheLibrary? = {
    PageText.register()
    var library = MustacheLibrary()
    do {
      try library.register(marked(template), named: "page")
      try library.register(marked(PageTable.template), named: "table")
      try library.register(marked(PageSection.chart), named: "chart")
      for section in sections {
        try library.register(marked(section.template), named: section.name)
      }
    } catch {
      return nil
    }
    return library
  }()

  /// A template whose values are escaped by code points.
  private static func marked(_ template: String) -> String {
    "{{% CONTENT_TYPE: \(PageText.contentType)}}" + template
  }

  /// Only our style and our script, told by their digests.
  private static let policy =
    "default-src 'none'; style-src '\(digest(PageStyle.text))'; "
    + "script-src '\(digest(PageScript.text))'; img-src data:; "
    + "base-uri 'none'; form-action 'none'"

  private static func digest(_ text: String) -> String {
    "sha256-"
      + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
  }

  private static let template = """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="{{policy}}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <link rel="icon" href="data:,">
    <title>riskctl: spot capacity on {{asOf}}</title>
    <style>{{{style}}}</style></head>
    <body>
    <a class="skip" href="#today">Skip to what to do today</a>
    <header class="top"><div><h1>Spot capacity: risk and cost</h1>
    <p>As of <time datetime="{{asOfUTC}}">{{asOf}}</time>, data through \
    {{through}}. Times are local to {{zone}}.</p></div>
    <nav aria-label="Sections"><a href="#today">Today</a>\
    <a href="#jobs">Jobs</a><a href="#league">Pools</a>\
    <a href="#survival">Survival</a><a href="#week">Week</a>\
    <a href="#prices">Prices</a><a href="#alerts">Alerts</a>\
    <a href="#losses">Losses</a><a href="#backtest">Calibration</a>\
    <a href="#freshness">Data</a></nav></header>
    <main>
    {{#today}}{{>today}}{{/today}}
    {{#jobs}}{{>jobs}}{{/jobs}}
    {{#league}}{{>league}}{{/league}}
    {{#survival}}{{>survival}}{{/survival}}
    {{#week}}{{>week}}{{/week}}
    {{#prices}}{{>prices}}{{/prices}}
    {{#alerts}}{{>alerts}}{{/alerts}}
    {{#losses}}{{>losses}}{{/losses}}
    {{#backtest}}{{>backtest}}{{/backtest}}
    {{#freshness}}{{>freshness}}{{/freshness}}
    </main>
    <footer><p>Written by riskctl at {{generatedAt}} from model {{model}}, \
    seed {{seed}}. Intervals hold 90 %.</p></footer>
    <div id="tip" role="status" aria-live="polite" hidden></div>
    <script>{{{script}}}</script></body></html>

    """
}
