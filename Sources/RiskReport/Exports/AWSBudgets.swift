import RiskDecision
import RiskDomain

// AWS Budgets' CreateBudget. Tags of a budget are those of the bill: only
// resources that carry the job's tag count.

extension ExportTarget {
  static let awsBudgets = ExportTarget(
    "aws-budgets", "input of `aws budgets create-budget --cli-input-json`",
    settings: [
      ExportSetting("account", "twelve digits of the AWS account"),
      ExportSetting(
        "tag", standard: "job",
        "cost allocation tag that holds the job's name in the bill"),
      ExportSetting(
        "email", standard: "",
        "addresses to warn, separated by commas; empty = nobody"),
    ],
    fromPlan: { job, settings in
      let account = settings["account"]
      guard account.utf8.count == 12,
        account.utf8.allSatisfy({ (48...57).contains($0) })
      else {
        throw ExportRefusal(
          .usage, "--set account=… must be the twelve digits of an account.")
      }
      guard let limit = job.job.money.budgetUSD ?? job.plan.cost?.p90USD else {
        throw ExportRefusal(
          .valid, "The job has no budget and the plan has no cost.")
      }
      let document = AWSBudgets.request(job, settings, limitUSD: limit)
      return [
        ExportFile(
          name: "budget-\(job.slug).json", text: try document.json())
      ]
    })
}

private enum AWSBudgets {
  static func request(
    _ job: PlannedJob, _ settings: ExportSettings, limitUSD: Double
  ) -> ExportValue {
    let emails = settings.list("email")
    return [
      "AccountId": .text(settings["account"]),
      "Budget": [
        "BudgetName": .text("riskctl-\(job.slug)"), "BudgetType": "COST",
        "BudgetLimit": [
          "Amount": .text(NumberText.fixed(limitUSD, 2)), "Unit": "USD",
        ],
        "TimeUnit": "MONTHLY",
        "CostFilters": [
          "TagKeyValue": [.text("user:\(settings["tag"])$\(job.job.name)")]
        ],
      ],
      "NotificationsWithSubscribers": emails.isEmpty
        ? nil
        : [
          notification("ACTUAL", percent: 80, emails),
          notification("FORECASTED", percent: 100, emails),
        ],
      "ResourceTags": .list(
        job.stamp.tags.map {
          ["Key": .text($0.key), "Value": .text($0.value)]
        }),
    ]
  }

  private static func notification(
    _ kind: String, percent: Int, _ emails: [String]
  ) -> ExportValue {
    [
      "Notification": [
        "NotificationType": .text(kind), "ComparisonOperator": "GREATER_THAN",
        "Threshold": .whole(percent), "ThresholdType": "PERCENTAGE",
      ],
      "Subscribers": .list(
        emails.map { ["SubscriptionType": "EMAIL", "Address": .text($0)] }),
    ]
  }
}
