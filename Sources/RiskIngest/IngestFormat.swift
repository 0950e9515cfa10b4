/// A kind of file that can be read, by the name that commands use.
public enum IngestFormat: String, Sendable, CaseIterable {
  case awsSpotPriceHistory = "aws-spot-price-history"
  case awsCUR = "aws-cur"
  case awsCUR2 = "aws-cur2"
  case awsSpotDataFeed = "aws-spot-data-feed"
  case focus
  case gcpBilling = "gcp-billing"
  case azureCost = "azure-cost"
  case awsEventBridge = "aws-eventbridge"
  case gcpOperations = "gcp-operations"
  case availabilityTrace = "availability-trace"
  case awsCapacityBlocks = "aws-capacity-blocks"
  case launches
  case awsSpotPriceTSV = "aws-spot-price-tsv"
  case gcpPriceList = "gcp-price-list"
  case azureRetailPrices = "azure-retail-prices"
  case onDemandPrices = "on-demand-prices"
  case awsSpotAdvisor = "aws-spot-advisor"
  case placementScores = "placement-scores"
  case azureSpotResources = "azure-spot-resources"
  case awsZoneAliases = "aws-zone-aliases"
  case spotLake = "spotlake"
  case skyPilotCatalog = "skypilot-catalog"
  case awsCloudTrail = "aws-cloudtrail"
  case awsSpotRequests = "aws-spot-requests"
  case awsInstances = "aws-instances"
  case gcpAuditLog = "gcp-audit-log"
  case azureScheduledEvents = "azure-scheduled-events"
  case kubernetesEvents = "kubernetes-events"
  case nodeLog = "node-log"
  case aliveCounts = "alive-counts"
  case checkpoints
  case exposures

  /// Every format, in the order in which detection asks them.
  public static let all: [IngestFormat] = [
    .awsSpotPriceHistory, .awsCUR2, .awsCUR, .awsSpotDataFeed, .focus,
    .gcpBilling, .azureCost, .awsEventBridge, .gcpOperations,
    .availabilityTrace, .awsCapacityBlocks, .launches,
    .awsSpotPriceTSV, .gcpPriceList, .azureRetailPrices, .onDemandPrices,
    .awsSpotAdvisor, .placementScores, .azureSpotResources, .awsZoneAliases,
    .spotLake, .skyPilotCatalog,
    .awsCloudTrail, .awsSpotRequests, .awsInstances, .gcpAuditLog,
    .azureScheduledEvents, .kubernetesEvents, .nodeLog, .aliveCounts,
    .checkpoints, .exposures,
  ]

  /// The reader behind the name: one line per format.
  var reader: any RowFormat.Type {
    switch self {
    case .awsSpotPriceHistory: AWSSpotPriceHistory.self
    case .awsCUR: AWSCUR.self
    case .awsCUR2: AWSCUR2.self
    case .awsSpotDataFeed: AWSSpotDataFeed.self
    case .focus: FOCUS.self
    case .gcpBilling: GCPBilling.self
    case .azureCost: AzureCost.self
    case .awsEventBridge: AWSEventBridge.self
    case .gcpOperations: GCPOperations.self
    case .availabilityTrace: AvailabilityTrace.self
    case .awsCapacityBlocks: AWSCapacityBlocks.self
    case .launches: Launches.self
    case .awsSpotPriceTSV: AWSSpotPriceTSV.self
    case .gcpPriceList: GCPPriceList.self
    case .azureRetailPrices: AzureRetailPrices.self
    case .onDemandPrices: OnDemandPrices.self
    case .awsSpotAdvisor: AWSSpotAdvisor.self
    case .placementScores: PlacementScores.self
    case .azureSpotResources: AzureSpotResources.self
    case .awsZoneAliases: AWSZoneAliases.self
    case .spotLake: SpotLake.self
    case .skyPilotCatalog: SkyPilotCatalog.self
    case .awsCloudTrail: AWSCloudTrail.self
    case .awsSpotRequests: AWSSpotRequests.self
    case .awsInstances: AWSInstances.self
    case .gcpAuditLog: GCPAuditLog.self
    case .azureScheduledEvents: AzureScheduledEvents.self
    case .kubernetesEvents: KubernetesEvents.self
    case .nodeLog: NodeLog.self
    case .aliveCounts: AliveCounts.self
    case .checkpoints: Checkpoints.self
    case .exposures: Exposures.self
    }
  }

  /// The format whose marks stand in the first bytes of a file; nil when none
  /// of them fits.
  ///
  /// - Parameter head: the first 64 KiB or less, decompressed. Names of files
  ///   are never looked at.
  public static func detect(head: some Sequence<UInt8>) -> IngestFormat? {
    detect(FileHead(bytes: Array(head)))
  }

  static func detect(_ head: FileHead) -> IngestFormat? {
    all.first { $0.reader.recognises(head) }
  }
}

/// What a format must be able to do.
protocol RowFormat {
  /// True when the first bytes of a file carry the marks of this format.
  static func recognises(_ head: FileHead) -> Bool

  /// Reads all rows into the collector; throws only for what spoils the whole
  /// file.
  static func read(_ input: FormatInput) throws
}

/// Everything that a format reads from.
///
/// A class because it is passed along with every record: copying it must not
/// touch the reference counts of all its parts.
final class FormatInput {
  let stream: DecodedStream
  let head: FileHead
  /// As given, for the folders that say when a trace began.
  let path: String
  /// The file's name without its folder.
  let name: String
  let hints: IngestHints
  let collector: RowCollector

  init(
    stream: DecodedStream, head: FileHead, path: String, name: String,
    hints: IngestHints, collector: RowCollector
  ) {
    self.stream = stream
    self.head = head
    self.path = path
    self.name = name
    self.hints = hints
    self.collector = collector
  }
}
