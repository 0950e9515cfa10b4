"""Random worlds, most of them extreme: no number that cannot be.

Runs Tests/Stress, which is built optimised when it is first asked for.
"""

import subprocess


def run(program, world, random, budget, most, tally):
    package = program.home + "/Tests/Stress"
    built = subprocess.run(
        ["swift", "build", "--package-path", package, "-c", "release"],
        capture_output=True, text=True)
    tally.expect(built.returncode == 0, "Tests/Stress does not build")
    if built.returncode:
        return
    first = random.randrange(1 << 32)
    outcome = subprocess.run(
        [package + "/.build/release/Stress", str(first), str(most),
         str(budget.seconds_left())], capture_output=True, text=True)
    tally.count("worlds", int(outcome.stdout or 0))
    tally.expect(outcome.returncode == 0, outcome.stderr[-500:])
