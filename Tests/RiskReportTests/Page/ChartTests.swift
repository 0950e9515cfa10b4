import RiskForecast
import Testing

@testable import RiskReport

/// Scales, clocks and pictures.
struct ChartTests {
  @Test func ticksAreRoundAndInside() {
    #expect(Plot.ticks(0...48, about: 5) == [0, 10, 20, 30, 40])
    #expect(Plot.ticks(0...6_760, about: 4) == [0, 2_000, 4_000, 6_000])
    // A step of 0.05 from 0.16 to 0.31.
    let prices = Plot.ticks(0.16...0.31, about: 4)
    #expect(prices.map { NumberText.fixed($0, 2) } == ["0.20", "0.25", "0.30"])
    #expect(Plot.ticks(3...3, about: 4) == [3])
  }

  @Test(
    arguments: [
      (12.34, "12.3"), (-0.26, "-0.3"), (7, "7"), (.nan, "0"),
      (.infinity, "0"), (1e300, "0"), (-0.04, "0"),
    ] as [(Double, String)])
  func coordinates(value: Double, text: String) {
    #expect(SVG.number(value) == text)
  }

  // Five hours east, Monday 05:00 is Monday 00:00 UTC and Monday 00:00 is
  // Sunday 19:00 UTC, hour 163 of its week.
  @Test func hoursOfTheWeekMove() {
    let karachi = WeekMap.Clock(offsetSeconds: 5 * 3600)
    #expect(karachi.utc(5) == 0)
    #expect(karachi.utc(0) == 163)
    #expect(karachi.label(29) == "05:00")
    let losAngeles = WeekMap.Clock(offsetSeconds: -8 * 3600)
    #expect(losAngeles.utc(0) == 8)
    #expect(losAngeles.utc(167) == 7)
  }

  // Hours of UTC begin at half past in India and Newfoundland: Monday 00:00
  // UTC is Monday 05:30 and Sunday 20:30.
  @Test func halfHoursKeepTheirMinutes() {
    let delhi = WeekMap.Clock(offsetSeconds: 19_800)
    #expect(delhi.utc(5) == 0)
    #expect(delhi.label(5) == "05:30")
    let newfoundland = WeekMap.Clock(offsetSeconds: -12_600)
    #expect(newfoundland.utc(6 * 24 + 20) == 0)
    #expect(newfoundland.label(20) == "20:30")
  }

  @Test func everyHourOfTheWeekIsDrawnOnce() {
    for offset in [0, 5 * 3600, -8 * 3600, 19_800, 20_700, -12_600] {
      let clock = WeekMap.Clock(offsetSeconds: offset)
      #expect(Set((0..<168).map(clock.utc)).count == 168)
    }
  }

  @Test func aMissingValueBreaksTheLine() {
    let plot = Plot(x: 0...3, y: 0...1)
    let path = plot.line([(0, 0), (1, nil), (2, 1), (3, .nan)])
    // From the left edge; after the gap the pen is set down anew.
    #expect(path == "M42 164M234 10")
  }

  @Test func knownPointsOnlyAreDrawn() throws {
    var row = try ReportSamples.row()
    row.survival[1] = nil
    let svg = SurvivalChart.svg(row)
    #expect(svg.ranges(of: "class=\"p\"").count == 2)
    #expect(svg.contains("data-t=\"24 h: 16 % stay (8–58 %)\""))
    #expect(!svg.contains("nan"))
  }

  @Test func emptyDaysAndCurvesDrawNothing() {
    let words = PageWords(timeZone: "UTC")
    #expect(
      !DayChart.svg([], title: "", description: "", tick: { _ in nil })
        .contains("data-t"))
    #expect(StartChart.svg([], chosen: nil, job: "x", words: words) == "")
    #expect(CostBar.svg([], job: "x") == "")
  }
}
