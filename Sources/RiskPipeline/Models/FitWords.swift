import RiskDomain
import RiskModels
import RiskReport

extension FitReport {
  /// How gangs fall, a paragraph a provider.
  var gangsText: String {
    (model.gangs ?? [:]).sorted { $0.key < $1.key }.map { provider, gang in
      guard gang.share.events > 0 else {
        return Paragraph.wrapped(
          "Gangs of \(provider): no loss among two or more instances of one "
            + "age was seen; what is believed of gangs is the spec's.")
      }
      let deviation = gang.share.variance.squareRoot()
      return Paragraph.wrapped(
        "Gangs of \(provider): \(NumberText.fixed(100 * gang.share.mean, 0)) % "
          + "(± \(NumberText.fixed(100 * deviation, 0))) of an instance's hazard "
          + "comes from shocks that others of its age share, "
          + "\(NumberText.fixed(100 * gang.whole, 0)) % of which take all; from "
          + Counted.of(gang.share.events, "loss event") + " in "
          + Counted.of(gang.pools.count, "pool") + ".")
    }.joined()
  }

  /// Surges, a paragraph a provider.
  var wavesText: String {
    (model.waves ?? [:]).sorted { $0.key < $1.key }.map { provider, wave in
      let evidence =
        "twice the gain in log-likelihood "
        + "\(NumberText.fixed(wave.likelihoodRatio, 1)) on "
        + Counted.of(wave.events, "loss event")
      return Paragraph.wrapped(
        wave.isTaken
          ? "Surges of \(provider)'s regions: "
            + "\(NumberText.fixed(wave.factor, 0)) times the hazard for "
            + "\(NumberText.fixed(wave.meanHours, 0)) h on average, "
            + "\(NumberText.fixed(wave.meanGapHours, 0)) h apart (\(evidence))."
          : "Surges of \(provider)'s regions: none told (\(evidence)).")
    }.joined()
  }
}
