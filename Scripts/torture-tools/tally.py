"""Counts of what was tried and what did not hold."""

import os
import sys
import time


class Tally:
    """One part's row in the table."""

    def __init__(self, name):
        self.name = name
        self.counts = {}
        self.failures = []
        self.began = time.monotonic()
        self.seconds = 0.0

    def count(self, what, number=1):
        self.counts[what] = self.counts.get(what, 0) + number

    def expect(self, holds, what):
        self.count("checks")
        if not holds:
            self.failures.append(what)
            print(f"  BROKEN {self.name}: {what}", file=sys.stderr, flush=True)

    def end(self):
        self.seconds = time.monotonic() - self.began

    def line(self):
        parts = ", ".join(
            f"{number:,} {what}" for what, number in self.counts.items())
        verdict = "holds" if not self.failures else f"{len(self.failures)} broken"
        return f"{self.name:<12} {self.seconds:7.0f} s  {verdict:<10} {parts}"


class Budget:
    """Seconds that a part may take; it ends after the attempt that is on."""

    def __init__(self, seconds):
        self.until = time.monotonic() + seconds

    def is_left(self):
        return time.monotonic() < self.until

    def seconds_left(self):
        return max(1, int(self.until - time.monotonic()))


def remove_database(path):
    for suffix in ("", "-wal", "-shm", ".nightly.lock"):
        if os.path.exists(path + suffix):
            os.unlink(path + suffix)
