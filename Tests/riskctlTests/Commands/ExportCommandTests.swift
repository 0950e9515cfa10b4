import Foundation
import RiskTestSupport
import Testing

/// `riskctl export`, from a database to files.
struct ExportCommandTests {
  @Test func gaugesOfAForecastGoToStandardOutput() throws {
    let month = try SmallMonth.shared()
    let outcome = try Program.run(
      ["export", "--for", "prometheus"] + month.fixed)
    expectStatus(outcome, 0)
    let text = outcome.text
    #expect(
      text.hasPrefix("# HELP riskctl_interruption_probability Forecast"))
    #expect(text.contains("# TYPE riskctl_obtain_probability gauge\n"))
    let again = try Program.run(
      ["export", "--for", "prometheus"] + month.fixed)
    #expect(again.output == outcome.output)
  }

  @Test(
    arguments: [
      ("karpenter", "karpenter-"), ("skypilot", "skypilot-"),
      ("slurm", "slurm-"), ("torchrun", "torchrun-"),
      ("json", "recommendation-"), ("csv", "plans-"),
    ])
  func plansGoToAFolder(target: String, prefix: String) throws {
    let month = try SmallMonth.shared()
    try withTemporaryFolder { folder in
      let job = try write(SmallMonth.job, to: "job.yaml", in: folder)
      let out = folder + "/new/folder"
      let outcome = try Program.run(
        ["export", "--for", target, "--job", job, "--out", out] + month.fixed)
      expectStatus(outcome, 0)
      #expect(outcome.output.isEmpty)
      let names = try FileManager.default.contentsOfDirectory(atPath: out)
      #expect(names.count == 1)
      #expect(names.allSatisfy { $0.hasPrefix(prefix) }, "\(names)")
    }
  }

  @Test(
    arguments: [
      (
        ["--for", "karpentr"],
        "'karpentr' is no target. Write one of karpenter, skypilot,"
      ),
      (["--for", "slurm"], "slurm is written for a job; name one with --job."),
      (
        ["--for", "prometheus", "--set", "x"], "--set 'x' is no name=value."
      ),
      (
        ["--for", "prometheus", "--out", "a", "--output", "b"],
        "Please give --out or --output, not both."
      ),
    ])
  func misuseIsNamed(arguments: [String], sentence: String) throws {
    let month = try SmallMonth.shared()
    let outcome = try Program.run(["export"] + arguments + month.fixed)
    expectStatus(outcome, 64)
    #expect(
      outcome.errors.contains(sentence))
  }

  @Test func settingsAreListed() throws {
    let outcome = try Program.run(["export", "--for", "ec2-fleet", "--list"])
    expectStatus(outcome, 0)
    #expect(
      outcome.text == """
        ec2-fleet: input of `aws ec2 create-fleet --cli-input-json`.
          --set launchTemplate=…  name of the launch template (needed)
          --set version=…  version of the launch template (default: $Default)

        """)
  }
}
