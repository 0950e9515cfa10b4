import Foundation
public import Testing

/// The folder of real samples; nil where it is not given.
public let realData =
  ProcessInfo.processInfo.environment["RISKCTL_REAL_DATA"]

/// What a skipped test says.
public let skipReason: Comment =
  "RISKCTL_REAL_DATA is not set: real samples are skipped"
