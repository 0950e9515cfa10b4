import RiskDomain
import Testing

@testable import RiskIngest

@Suite("Hints")
struct IngestHintsTests {
  @Test("names of accelerated types are told from the others")
  func accelerated() {
    let cases: [(PoolID.Provider, String, Bool)] = [
      (.aws, "p3.2xlarge", true), (.aws, "p6-b200.48xlarge", true),
      (.aws, "g4dn.xlarge", true), (.aws, "gr6.4xlarge", true),
      (.aws, "trn1n.32xlarge", true), (.aws, "inf2.xlarge", true),
      (.aws, "dl1.24xlarge", true), (.aws, "vt1.3xlarge", true),
      (.aws, "f2.6xlarge", true), (.aws, "m5.large", false),
      (.aws, "c7g.large", false), (.aws, "t3.micro", false),
      (.aws, "u-6tb1.56xlarge", false), (.aws, "hpc7g.4xlarge", false),
      (.gcp, "a2-highgpu-1g", true), (.gcp, "a3-megagpu-8g", true),
      (.gcp, "g2-standard-4", true), (.gcp, "n1-standard-8+t4x1", true),
      (.gcp, "n1-standard-8", false), (.gcp, "c3-highcpu-88", false),
      (.azure, "Standard_NC24ads_A100_v4", true),
      (.azure, "Standard_D2s_v3", false),
    ]
    for (provider, type, wanted) in cases {
      #expect(
        IngestHints.isAcceleratedByName(provider, type) == wanted, "\(type)")
    }
  }
}
