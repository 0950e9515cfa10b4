"""Random worlds, most of them extreme: no number that cannot be.

Runs Tests/Stress, which is built optimised when it is first asked for.
"""

import subprocess
import sys


def folder(program):
    return program.home + "/Tests/Stress"


def build(program):
    subprocess.run(
        ["swift", "build", "--package-path", folder(program), "-c", "release"],
        stdout=sys.stderr, check=True)


def run(program, world, random, budget, most, tally):
    first = random.randrange(1 << 32)
    outcome = subprocess.run(
        [folder(program) + "/.build/release/Stress", str(first), str(most),
         str(budget.seconds_left())], capture_output=True, text=True)
    tally.count("worlds", int(outcome.stdout or 0))
    tally.expect(outcome.returncode == 0, outcome.stderr[-500:])
