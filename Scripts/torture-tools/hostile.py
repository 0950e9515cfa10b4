"""Bytes that mean harm, through everything that reads what others wrote.

Runs Scripts/fuzz, which is built when it is first asked for, with an equal share
of the time for each of its targets.
"""

import re
import subprocess


def script(program):
    return program.home + "/Scripts/fuzz"


def build(program):
    subprocess.run(
        [script(program), "--list"], stdout=subprocess.DEVNULL, check=True)


def run(program, world, random, budget, most, tally, seconds_each=None):
    targets = subprocess.run(
        [script(program), "--list"], stdout=subprocess.PIPE, text=True,
        check=True).stdout.split()
    seconds = seconds_each or max(1, budget.seconds_left() // len(targets))
    tally.count("targets", len(targets))
    tally.count("seconds each", seconds)
    fuzzed = subprocess.run(
        [script(program), "--seconds", str(seconds)], capture_output=True,
        text=True)
    runs = re.findall(r"number_of_executed_units:? (\d+)", fuzzed.stdout)
    tally.count("inputs", sum(int(number) for number in runs))
    tally.expect(
        fuzzed.returncode == 0 and len(runs) == len(targets),
        (fuzzed.stdout + fuzzed.stderr)[-500:])
