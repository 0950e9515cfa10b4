// Writes files for `Scripts/bench ingest` to standard output, the same bytes
// every time.
//
//   generate prices N         one document of N records as the AWS command
//                             line and its SDKs write it, newest first
//   generate cur ROWS         a Cost and Usage Report of 120 columns, a tenth
//                             of its rows time of accelerated instances
//   generate cur-half ROWS    the same with half of them
//   generate small I          a price document of 100 records, the I-th of many
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t state = 20261121;

// SplitMix64 (Steele, Lea and Flood 2014).
static uint64_t next(void) {
  uint64_t z = (state += 0x9E3779B97F4A7C15ull);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

static uint64_t below(uint64_t bound) { return next() % bound; }

static const char *regions[] = {"us-east-1",      "us-east-2",
                                "us-west-2",      "eu-west-1",
                                "eu-central-1",   "ap-northeast-1",
                                "ap-southeast-2", "sa-east-1"};
static const char *families[] = {"p3", "p4d", "p5", "g4dn", "g5", "g6",
                                 "m5", "c5",  "r5", "inf2"};
static const char *sizes[] = {"xlarge",   "2xlarge",  "4xlarge",
                              "8xlarge",  "12xlarge", "16xlarge",
                              "24xlarge", "48xlarge"};
static const char *products[] = {"Linux/UNIX", "Red Hat Enterprise Linux",
                                 "SUSE Linux", "Windows"};

// 8 regions x 3 zones x 10 families x 8 sizes x 4 products, every second one.
enum { POOLS = 8 * 3 * 10 * 8 * 4 / 2 };
static double level[POOLS];

static void text_of(time_t at, char *text) {
  struct tm parts;
  gmtime_r(&at, &parts);
  strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &parts);
}

static void prices(long count, time_t newest, int secondsApart) {
  char time_text[32];
  int64_t at = newest * 1000ll;
  for (int i = 0; i < POOLS; i++) level[i] = 0.05 + below(2000) / 100.0;
  fputs("{\"SpotPriceHistory\":[", stdout);
  for (long i = 0; i < count; i++) {
    const unsigned pool = below(POOLS);
    unsigned rest = pool * 2 + pool % 2;
    const char *product = products[rest % 4];
    const char *size = sizes[rest / 4 % 8];
    const char *family = families[rest / 32 % 10];
    const char *region = regions[rest / 320 % 8];
    const char zone = "abc"[rest / 2560 % 3];
    // Five of six rows repeat the price before, as real histories do.
    if (below(6) == 0) level[pool] *= 0.97 + below(61) / 1000.0;
    text_of(at / 1000, time_text);
    printf("%s{\"AvailabilityZone\":\"%s%c\",\"InstanceType\":\"%s.%s\","
           "\"ProductDescription\":\"%s\",\"SpotPrice\":\"%.6f\","
           "\"Timestamp\":\"%s+00:00\"}",
           i == 0 ? "" : ",", region, zone, family, size, product, level[pool],
           time_text);
    at -= secondsApart;
  }
  fputs("]}\n", stdout);
}

static const char *needed[] = {
    "identity/LineItemId",        "bill/PayerAccountId",
    "bill/BillingPeriodStartDate", "lineItem/LineItemType",
    "lineItem/UsageStartDate",    "lineItem/UsageEndDate",
    "lineItem/ProductCode",       "lineItem/UsageType",
    "lineItem/Operation",         "lineItem/AvailabilityZone",
    "lineItem/ResourceId",        "lineItem/UsageAmount",
    "lineItem/CurrencyCode",      "lineItem/UnblendedCost",
    "pricing/unit",               "resourceTags/user:job"};

// What stands beside accelerated instances in a bill, in shares of 18: disks,
// machines without accelerators, requests, metrics, traffic and keys. The
// shares are ours; that most lines of a bill are none of accelerators is what
// bills of accounts with resource ids look like.
static const struct {
  int share;
  const char *product, *usage, *operation, *resource, *unit;
} others[] = {
    {4, "AmazonEC2", "USW2-EBS:VolumeUsage.gp3", "CreateVolume-Gp3", "vol-0",
     "GB-Mo"},
    {4, "AmazonEC2", "USW2-BoxUsage:m5.2xlarge", "RunInstances", "i-0",
     "Hrs"},
    {3, "AmazonS3", "USW2-Requests-Tier1", "PutObject", "bucket-", "Requests"},
    {3, "AmazonCloudWatch", "USW2-CW:Requests", "MetricUpdate", "", "Requests"},
    {2, "AmazonEC2", "USW2-DataTransfer-Out-Bytes", "RunInstances", "i-0",
     "GB"},
    {2, "awskms", "us-west-2-KMS-Requests", "Decrypt", "key-", "Requests"}};

// Every hour names 420 things, `percent` of them accelerated instances: of
// nine, six spot, two on demand and one in a Capacity Block.
static void cur(long rows, unsigned percent) {
  const int columns = 120, own = sizeof needed / sizeof *needed;
  const unsigned things = 420, machines = things * percent / 100;
  for (int c = 0; c < columns; c++) {
    if (c) putchar(',');
    if (c < own) fputs(needed[c], stdout);
    else printf("product/attribute%d", c);
  }
  putchar('\n');
  char start[32], end[32];
  for (long i = 0; i < rows; i++) {
    const time_t hour = 1767225600 + i / things * 3600;  // from 2026-01-01
    const unsigned thing = i % things;
    // 191 and 420 share no factor: the lines of an hour come mixed.
    const unsigned place = thing * 191 % things;
    text_of(hour, start);
    text_of(hour + 3600, end);
    printf("%016" PRIx64 "%016" PRIx64
           ",001234567890,2026-01-01T00:00:00Z,Usage,%sZ,%sZ,",
           next(), next(), start, end);
    if (place >= machines) {
      int kind = 0;
      for (unsigned rest = place % 18; rest >= (unsigned)others[kind].share;
           kind++)
        rest -= others[kind].share;
      printf("%s,%s,%s,us-west-2a,", others[kind].product, others[kind].usage,
             others[kind].operation);
      if (*others[kind].resource)
        printf("%s%015" PRIx64, others[kind].resource,
               (uint64_t)place * 2654435761u);
      printf(",%.4f,USD,%.10f,%s,", below(100000) / 100.0,
             below(10000) / 10000.0, others[kind].unit);
    } else {
      const unsigned market = place % 9;
      printf("AmazonEC2,%s:%s.%s,RunInstances%s,us-west-2%c,i-0%015" PRIx64
             ",1.0,USD,%.10f,Hrs,train-%u",
             market < 6 ? "USW2-SpotUsage" : "USW2-BoxUsage",
             families[place / 2 % 6], sizes[place / 10 % 8],
             market < 6 ? ":SV006" : market < 8 ? "" : ":CB001",
             "abc"[place % 3], (uint64_t)place * 2654435761u,
             market < 8 ? 0.5 + below(100000) / 10000.0 : 0, place % 7);
    }
    for (int c = own; c < columns; c++) {
      switch (c % 12) {
      case 3: printf(",%u", (unsigned)below(1000)); break;
      case 5: printf(",\"Oregon, zone %u\"", place % 3); break;
      case 8: printf(",0.%06u", (unsigned)below(1000000)); break;
      case 10: printf(",NVMe SSD"); break;
      default: putchar(',');
      }
    }
    putchar('\n');
  }
}

int main(int count, char **arguments) {
  static char buffer[1 << 20];
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  const char *kind = count == 3 ? arguments[1] : "";
  const long number = count == 3 ? atol(arguments[2]) : 0;
  if (!strcmp(kind, "prices")) prices(number, 1784505600, 3500);
  else if (!strcmp(kind, "cur")) cur(number, 10);
  else if (!strcmp(kind, "cur-half")) cur(number, 50);
  else if (!strcmp(kind, "small")) {
    state += (uint64_t)number * 1000;
    prices(100, 1784505600 - number * 400000, 3500000);
  } else {
    fputs("usage: generate prices|cur|cur-half|small NUMBER\n", stderr);
    return 64;
  }
  return ferror(stdout) ? 74 : 0;
}
