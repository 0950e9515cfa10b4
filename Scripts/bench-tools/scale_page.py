"""Prints the page on scale from what `Scripts/bench-tools/scale` measured."""

import math
import os
import sys

HEAD = """
# How far one machine goes

    Scripts/bench scale SHARES

`riskctl simulate --scenario fleet` at shares of 100,000 pools × 90 days, then every
stage one after the other, each in a process of its own. Files are plain and on the disk;
the database is new for each run of ingest. Up to 2,000 pools a stage runs RUNS times and
the run with the least processor time counts, above once. An exponent is the slope of the
logarithm on that of the pools: 1 is as much again for as much again. The clock counts
what else the machine does and any time for which the run was stopped; the seconds of the
processors hardly do. A stage of less than a second says nothing.

Peak memory of ingest grows slowly and not in step with the pools: SQLite's pages fill
their 64 MiB, a load gathers up to 131,072 events, sorts of 32 MiB each stand side by side
when spells are made, of some 2,000 instances at a time, and names of up to 200,000 billed
resources are remembered; only the lists of pools and of files grow on. `fit` and `forecast`
hold every spell, and `fit` 48 bytes for every hour in which a pool ran something of an age:
their memory is what bounds one machine, before its disk and its time. They read spells from
their table; where facts lie after the moment asked for, lives are made of all facts anew,
which takes forecasts three to four times as long and as much memory.

Part of every slope is the machine's: `simulate` writes ten times as many lines by ten times
as much work, and its exponent is that of caches that its names no longer fit.
"""

SHARED = """
The database of the smallest share. Readers run `riskctl forecast` of all pools again and
again, writers load logs of 2,000 launches, for 20 s each; the clock counts what the two
processors shared. In a write-ahead log readers see what was committed when they began and
wait for nobody. Of two writers one waits up to 5 s for the other and then ends with exit 75:
nothing is half loaded, and the same command may run again. The log is moved over when nobody
reads its beginning, so that it grows with what is written under a long reading. All processes
must be of one computer: a database on a network file system is refused with exit 78, because
there the log loses writes without an error. Share the answers, or a copy made while no command
runs.
"""

BOUNDS = """
A bound is what the stage cannot fall below on this machine: its
files through the disk and the database through log and file (ingest) or off the disk once
(fit), and the same rows through SQLite with nothing else done: all tables written once in
order (`VACUUM INTO`); every row of bills, events, launches (whose digest `fit` makes) and
spells read; every row of spells and prices read.
`dsyrk` was not timed: no BLAS stands among the leaders of the profiles below.
"""

REASONS = """
Where a ratio is above 2, by `perf record -g` at 1,000 pools:

- **ingest**: 32 % make spells and the exposure table: 7 go through the bills and deal them
  out to parts, 18 make the lives of the parts, 7 go through the pools. 27 parse, on a thread
  of their own. The rest stores rows one by one, each looked up, checked and in the order of
  its key; the copy does none of that.
- **fit**: 29 % digest the facts, of which 25 read the bills; 8 sum the exposure tables; the
  rest is the model, of which the calendar 26. Its work is in the lives, not in the reading.
- **forecast**, **recommend**: 9 % find the pools, 10 read the spells, 9 the prices and 8 make
  histories of them; 34 are forecasts, of which those of prices 32. The scan adds up two
  columns and decodes nothing.
"""

work = sys.argv[1]


def table(name):
    with open(os.path.join(work, name)) as file:
        return [
            line.rstrip("\n").split("\t") if "\t" in line else line.split()
            for line in file
        ]


sizes = {row[0]: [int(x) for x in row[1:]] for row in table("sizes")}
databases = {row[0]: int(row[1]) for row in table("databases")}
times = {}
for share, stage, seconds, cpu, peak in table("times"):
    run = (float(seconds), float(cpu), int(peak) / 1024)
    known = times.get((share, stage), run)
    times[share, stage] = min(known, run, key=lambda one: one[1])
shares = list(sizes)
stages = [
    "simulate",
    "ingest",
    "fit",
    "forecast",
    "recommend",
    "expose FILES",
    "expose --stdin",
]
lines_of = {row[0]: int(row[1]) for row in table("lines-of")}


def exponent(ys, xs):
    """Slope of least squares of log y on log x."""
    xs = [math.log(x) for x in xs]
    ys = [math.log(max(y, 1e-3)) for y in ys]
    x0, y0 = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((x - x0) ** 2 for x in xs)
    return sum((x - x0) * (y - y0) for x, y in zip(xs, ys)) / across


def cpu_model():
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return "unknown"


text = HEAD.replace("SHARES", " ".join(shares))
print(text.strip().replace("RUNS", os.environ.get("RUNS", "3")))
print()
print(f"- machine: {cpu_model()}, {os.cpu_count()} cores")
print(
    "- load of the machine when the table was made: "
    + " ".join(f"{x:.2f}" for x in os.getloadavg())
)
print()
print("| pools | prices | billing lines | events | requests | files, GB | database, GB |")
print("|---:|---:|---:|---:|---:|---:|---:|")
for share in shares:
    pools, prices, lines, events, launches, size = sizes[share]
    print(
        f"| {pools:,} | {prices:,} | {lines:,} | {events:,} | {launches:,} | "
        f"{size / 1e9:.2f} | {databases[share] / 1e9:.2f} |"
    )
print()
head = " | ".join(f"{sizes[s][0]:,} pools" for s in shares)
for title, index, form in (
    ("clock, s", 0, "{:.2f}"),
    ("processors, s", 1, "{:.2f}"),
    ("peak memory, MiB", 2, "{:.0f}"),
):
    print(f"| {title} | {head} | exponent, all | exponent, last two |")
    print("|---|" + "---:|" * (len(shares) + 2))
    for stage in stages:
        ran = [s for s in shares if (s, stage) in times]
        values = [times[s, stage][index] for s in ran]
        pools = [sizes[s][0] for s in ran]
        row = " | ".join(
            form.format(times[s, stage][index]) if s in ran else "not run"
            for s in shares
        )
        last = exponent(values[-2:], pools[-2:]) if len(values) > 1 else math.nan
        whole = exponent(values, pools) if len(values) > 1 else math.nan
        slopes = ["–" if math.isnan(x) else f"{x:.2f}" for x in (whole, last)]
        print(f"| {stage} | {row} | {slopes[0]} | {slopes[1]} |")
    print()
if sizes[shares[-1]][0] < 100_000:
    # The slope between the last two shares, carried on.
    print("| carried on to 100,000 pools (not run) | processors, h | memory, GiB |")
    print("|---|---:|---:|")
    for stage in stages:
        ran = [s for s in shares if (s, stage) in times][-2:]
        last_two = [sizes[s][0] for s in ran]
        row = []
        for index, unit in ((1, 3600), (2, 1024)):
            values = [times[s, stage][index] for s in ran]
            slope = exponent(values, last_two) if len(values) > 1 else 1
            row.append(values[-1] * (100_000 / last_two[-1]) ** slope / unit)
        print(f"| {stage} | {row[0]:.1f} | {row[1]:.1f} |")
    print()
last = shares[-1]
part = [s for s in shares if (s, stages[-1]) in times][-1]
cpu = sum(times[part, s][1] for s in stages[-2:]) + times[part, stages[-1]][1]
rate = lines_of[part] / cpu
print(
    f"One core reads, surveys and exposes {rate:,.0f} lines a second (of "
    f"{lines_of[part]:,} lines in one part; processors' seconds of `expose FILES` and twice "
    f"`expose --stdin`): 10^9 lines take {1e9 / rate / 3600:.1f} hours of one core. Spark's "
    "own work comes on top."
)
print()
print("## Against the machine's own limits")
print()
print(BOUNDS.strip())
print()
known = {}
for share, name, number in table("bounds"):
    known.setdefault(share, {})[name] = float(number)
held = [s for s in shares if s in known][-1]
bound = known[held]
print(f"- held against: {sizes[held][0]:,} pools")
print(f"- disk: {bound['disk-write'] / 1e6:,.0f} MB/s written and synced, "
      f"{bound['disk-read'] / 1e6:,.0f} MB/s read (1 GiB, least of two)")
print(f"- SQLite reads {bound['rows-of-lives'] / bound['scan-lives'] / 1e6:.1f} million rows "
      "of bills, events and launches a second of a core, and writes the whole database "
      f"once, in order and unchecked, in {bound['copy-processor']:.1f} s of a core")
print()
print("| stage | processors, s | disk at its rate, s | SQLite alone, s | ratio to the larger |")
print("|---|---:|---:|---:|---:|")
spells = bound["scan-spells"] + bound["scan-prices"]
for stage, disk, alone in (
    ("ingest", bound["disk-of-ingest"], bound["copy-processor"]),
    ("fit", bound["disk-of-reading"], bound["scan-lives"] + bound["scan-spells"]),
    ("forecast", None, spells),
    ("recommend", None, spells),
):
    taken = times[held, stage][1]
    shown = "–" if disk is None else f"{disk:.1f}"
    print(f"| {stage} | {taken:.1f} | {shown} | {alone:.1f} | "
          f"{taken / max(disk or 0, alone):.1f} |")
print()
print(REASONS.strip())
print()
print("## Readers and a writer on one file")
print()
print(SHARED.strip())
print()
with open(os.path.join(work, "shared")) as file:
    print(file.read().rstrip())
