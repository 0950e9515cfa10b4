import RiskDomain
import RiskIngest
import RiskTestSupport

@testable import RiskPipeline

/// Bills: hours of one machine or days of one.
extension ConformanceSample {
  static let bills = [
    costAndUsage, dataExport, dataFeed, focus, gcpExport, azureExport,
  ]

  private static let costAndUsage = ConformanceSample(
    format: .awsCUR,
    head: """
      identity/LineItemId,bill/PayerAccountId,bill/BillingPeriodStartDate,\
      lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,\
      lineItem/ProductCode,lineItem/UsageType,lineItem/Operation,\
      lineItem/AvailabilityZone,lineItem/ResourceId,lineItem/UsageAmount,\
      lineItem/CurrencyCode,lineItem/UnblendedCost,\
      lineItem/LineItemDescription,pricing/unit

      """,
    rows: (0..<6).map { hour in
      """
      li-\(hour),000000000012,2026-01-01T00:00:00Z,Usage,\
      2026-01-14T0\(hour):00:00Z,2026-01-14T0\(hour + 1):00:00Z,AmazonEC2,\
      USW2-SpotUsage:p3.2xlarge,RunInstances:SV001,us-west-2a,i-01,\
      \(hour == 5 ? "0.5" : "1"),USD,0.918,p3.2xlarge Linux/UNIX Spot,Hrs
      """
    })

  private static let dataExport = ConformanceSample(
    format: .awsCUR2,
    head: """
      bill_invoice_id,bill_payer_account_id,bill_billing_period_start_date,\
      identity_line_item_id,line_item_line_item_type,\
      line_item_usage_start_date,line_item_usage_end_date,\
      line_item_product_code,line_item_usage_type,line_item_operation,\
      line_item_availability_zone,line_item_resource_id,\
      line_item_usage_amount,line_item_currency_code,\
      line_item_unblended_rate,line_item_unblended_cost,product,resource_tags

      """,
    rows: (0..<6).map { hour in
      """
      ,000000000012,2026-01-01 00:00:00.000,li-\(hour),Usage,\
      2026-01-14 0\(hour):00:00.000,2026-01-14 0\(hour + 1):00:00.000,\
      AmazonEC2,USW2-SpotUsage:p3.2xlarge,RunInstances:SV001,us-west-2a,\
      i-0\(hour % 2),\(hour == 5 ? "0.5" : "1"),USD,0.918,0.918,\
      "{""region"":""us-west-2""}","{""user_job"":""llama""}"
      """
    })

  private static let dataFeed = ConformanceSample(
    format: .awsSpotDataFeed,
    head: """
      #Version: 1.0
      #Fields: Timestamp UsageType Operation InstanceID MyBidID MyMaxPrice \
      MarketPrice Charge Version

      """,
    rows: (0..<6).map { number in
      """
      2026-01-14 02:0\(number):00 UTC\tUSW2-SpotUsage:p3.2xlarge\t\
      RunInstances:SV001\ti-0\(number)\tsir-\(number)\t3.060 USD\t\
      0.918 USD\t0.\(number + 1)00 USD\t1
      """
    }, name: "000000000012.2026-01-14-02.001.ab12")

  private static let focus = ConformanceSample(
    format: .focus, head: FOCUSText.columns.joined(separator: ",") + "\n",
    rows: (1...6).map { hour in
      FOCUSText.row([
        "ChargePeriodStart": "2026-01-14 0\(hour):00:00",
        "ChargePeriodEnd": "2026-01-14 0\(hour + 1):00:00",
        "BilledCost": "0.9\(hour)", "ResourceId": "i-0\(hour % 2)",
      ])
    })

  private static let gcpExport = ConformanceSample(
    format: .gcpBilling,
    rows: (1...3).flatMap { hour in
      GCPText.machineHour(of: "vm-1", hour: hour).map { GCPText.line($0) }
    })

  private static let azureExport = ConformanceSample(
    format: .azureCost, head: AzureText.columns.joined(separator: ",") + "\n",
    rows: (1...6).map { day in
      AzureText.row([
        "Date": "1/\(day)/2026", "Quantity": "\(day).5",
        "CostInBillingCurrency": "\(day).25",
      ])
    })
}
