"""Runs the parts of Scripts/torture and prints what held."""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile

import crash
import damage
import together
import write_faults
from riskctl import Program
from tally import Budget, Tally
from world import World

# Name, what runs it, its share of the time, the most attempts it makes.
PARTS = [
    ("crash", crash.run, 0.45, 100_000),
    ("write-faults", write_faults.run, 0.25, 100_000),
    ("damage", damage.run, 0.15, 100_000),
    ("together", together.run, 0.15, 100_000),
]


def shim(folder):
    """The faults, compiled for this machine."""
    here = os.path.dirname(os.path.abspath(__file__))
    made = folder + "/shim.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O2", "-D_LARGEFILE64_SOURCE", "-o", made,
         here + "/shim.c", "-ldl"], check=True)
    return made


def main():
    names = [part[0] for part in PARTS]
    parser = argparse.ArgumentParser(prog="Scripts/torture")
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--home", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument(
        "--parts", default=",".join(names), help="of " + ", ".join(names))
    parser.add_argument("--table", help="file for the counts")
    options = parser.parse_args()
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
        for name, run, weight, most in PARTS:
            if name not in chosen:
                continue
            tally = Tally(name)
            budget = Budget(options.minutes * 60 * weight / whole)
            run(program, world, random.Random(f"{options.seed} {name}"),
                budget, most, tally)
            tally.end()
            print(tally.line(), flush=True)
            tallies.append(tally)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = f"seed {options.seed}\n" + "".join(
        tally.line() + "\n" for tally in tallies)
    if options.table:
        with open(options.table, "w") as file:
            file.write(text)
    broken = [line for tally in tallies for line in tally.failures]
    if broken:
        print(f"{len(broken)} checks did not hold:", file=sys.stderr)
        for line in broken:
            print("  " + line, file=sys.stderr)
        raise SystemExit(1)


main()
