"""Runs the parts of Scripts/torture and prints what held."""

import argparse
import functools
import os
import random
import shutil
import subprocess
import sys
import tempfile

import crash
import damage
import hostile
import numbers_part
import together
import upgrade
import write_faults
from riskctl import Program
from tally import Budget, Tally
from world import World

# Name, what runs it, its share of the time, the most attempts it makes. What a
# part builds first is no part of its time.
PARTS = [
    ("crash", crash, 0.35, 100_000),
    ("write-faults", write_faults, 0.15, 100_000),
    ("damage", damage, 0.15, 100_000),
    ("together", together, 0.15, 100_000),
    ("upgrade", upgrade, 0.05, 100_000),
    ("numbers", numbers_part, 0.05, 10_000),
    ("hostile", hostile, 0.1, 100_000),
]


def shim(folder):
    """The faults, compiled for this machine."""
    here = os.path.dirname(os.path.abspath(__file__))
    made = folder + "/shim.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O2", "-D_LARGEFILE64_SOURCE", "-o", made,
         here + "/shim.c", "-ldl"], check=True)
    return made


def page(options, tallies):
    """The page of the counts."""
    rows = "".join(
        f"| {tally.name} | {tally.seconds:.0f} | "
        + ", ".join(f"{n:,} {what}" for what, n in tally.counts.items())
        + f" | {len(tally.failures)} |\n" for tally in tallies)
    return f"""\
# Reliability

`Scripts/torture` kills runs at moments of the clock and at calls that change files,
lets writes fail, harms databases, lets eight processes share one, brings up those of
every earlier schema, draws random worlds, and feeds mutated bytes to every reader. After
each it holds the database against SQLite's own check, against `riskctl verify`, and the
next run against the digest of an unbroken one. What each part does is said at the head
of its file in [`Scripts/torture-tools`](../../Scripts/torture-tools); the promises behind
it are in [SECURITY.md](../../SECURITY.md).

`{options.command}` on the {options.build} build:

| part | seconds | tried | broken |
|---|---:|---|---:|
{rows}
A kill leaves the pages that the system holds: it is a crash of the program, not a loss
of power. Written by

```
{options.command} \\
  --page Notebooks-free-docs/validation/reliability.md
```
"""


def main():
    names = [part[0] for part in PARTS]
    parser = argparse.ArgumentParser(prog="Scripts/torture")
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--home", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument(
        "--parts", default=",".join(names), help="of " + ", ".join(names))
    parser.add_argument(
        "--fuzz-seconds", type=int, metavar="N",
        help="seconds for each target of the part hostile, beside the minutes")
    parser.add_argument(
        "--page", help="file that gets the counts as Markdown")
    options = parser.parse_args()
    options.build = "release" if "/release/" in options.binary else "debug"
    options.command = (
        f"Scripts/torture --minutes {options.minutes:g} --seed {options.seed}")
    if options.fuzz_seconds:
        options.command += f" --fuzz-seconds {options.fuzz_seconds}"
    chosen = options.parts.split(",")
    for name in chosen:
        if name not in names:
            parser.error(f"'{name}' is none of {', '.join(names)}")
    folder = tempfile.mkdtemp(prefix="riskctl-torture-")
    try:
        program = Program(options.binary, options.home, shim(folder))
        world = World(program, folder)
        whole = sum(part[2] for part in PARTS if part[0] in chosen)
        tallies = []
        for name, part, weight, most in PARTS:
            if name not in chosen:
                continue
            if hasattr(part, "build"):
                part.build(program)
            run = part.run
            if part is hostile:
                run = functools.partial(run, seconds_each=options.fuzz_seconds)
            tally = Tally(name)
            budget = Budget(options.minutes * 60 * weight / whole)
            run(program, world, random.Random(f"{options.seed} {name}"),
                budget, most, tally)
            tally.end()
            print(tally.line(), flush=True)
            tallies.append(tally)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.page:
        with open(options.page, "w") as file:
            file.write(page(options, tallies))
    broken = [line for tally in tallies for line in tally.failures]
    if broken:
        print(f"{len(broken)} checks did not hold:", file=sys.stderr)
        for line in broken:
            print("  " + line, file=sys.stderr)
        raise SystemExit(1)


main()
