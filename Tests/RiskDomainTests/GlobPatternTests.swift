import RiskDomain
import Testing

struct GlobPatternTests {
  @Test(arguments: [
    ("*", "aws/us-west-2a/p3.2xlarge", true),
    ("aws/*p3*", "aws/us-west-2a/p3.2xlarge", true),
    ("aws/us-west-2?/p3.2xlarge", "aws/us-west-2a/p3.2xlarge", true),
    ("aws/us-west-2a/p3.2xlarge", "aws/us-west-2a/p3.2xlarge", true),
    ("gcp/*", "aws/us-west-2a/p3.2xlarge", false),
    ("*p3", "aws/us-west-2a/p3.2xlarge", false),
    ("*a*a*e", "aws/us-west-2a/p3.2xlarge", true), ("", "a", false),
    ("", "", true), ("**", "", true),
  ])
  func matchesWholeKeys(_ pattern: String, _ text: String, _ fits: Bool) {
    #expect(GlobPattern(pattern).matches(text) == fits)
  }
}
