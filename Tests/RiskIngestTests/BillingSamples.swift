import RiskDomain
import RiskTestSupport

@testable import RiskIngest

/// Small bills of each format, written by hand in the clouds' layouts: no
/// public export holds spot GPU rows.
extension Sample {
  static let cur2 = Sample(
    format: .awsCUR2,
    text: """
      bill_invoice_id,bill_payer_account_id,bill_billing_period_start_date,\
      identity_line_item_id,line_item_line_item_type,\
      line_item_usage_start_date,line_item_usage_end_date,\
      line_item_product_code,line_item_usage_type,line_item_operation,\
      line_item_availability_zone,line_item_resource_id,\
      line_item_usage_amount,line_item_currency_code,\
      line_item_unblended_rate,line_item_unblended_cost,product,resource_tags
      ,000000000012,2026-01-01 00:00:00.000,li-1,Usage,\
      2026-01-14 02:00:00.000,2026-01-14 03:00:00.000,AmazonEC2,\
      USW2-SpotUsage:p3.2xlarge,RunInstances:SV001,us-west-2a,i-01,1,USD,\
      0.918,0.918,"{""region"":""us-west-2""}","{""user_job"":""llama""}"
      ,000000000012,2026-01-01 00:00:00.000,li-2,Usage,\
      2026-01-14 02:00:00.000,2026-01-14 03:00:00.000,AmazonEC2,\
      USW2-EBS:VolumeUsage.gp3,CreateVolume-Gp3,,vol-01,0.5,USD,0.08,0.04,\
      {},{}

      """, rows: 2, facts: 2)

  static let feed = Sample(
    format: .awsSpotDataFeed, name: "000000000012.2026-01-14-02.001.ab12.gz",
    text: """
      #Version: 1.0
      #Fields: Timestamp UsageType Operation InstanceID MyBidID MyMaxPrice \
      MarketPrice Charge Version
      2026-01-14 02:10:00 UTC\tUSW2-SpotUsage:p3.2xlarge\tRunInstances:SV001\
      \ti-01\tsir-1\t3.060 USD\t0.918 USD\t0.459 USD\t1

      """, rows: 1, facts: 1)

  static let focus = Sample(
    format: .focus,
    text: FOCUSText.text([FOCUSText.spot, ["ChargeCategory": "Tax"]]),
    rows: 2, facts: 1)

  static let gcpBilling = Sample(
    format: .gcpBilling,
    text: GCPText.jsonl(GCPText.machineHour(of: "901", hour: 2)), rows: 3,
    facts: 3)

  static let azure = Sample(
    format: .azureCost,
    text: AzureText.text([AzureText.spot, ["ChargeType": "Refund"]]), rows: 2,
    facts: 1)
}
