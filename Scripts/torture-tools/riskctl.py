"""The program under test, run as a user runs it, and what a run left behind."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from dataclasses import dataclass

# The world of every part ends here; with both clocks fixed a run writes the
# same bytes each time.
END = "2026-01-15T00:00:00Z"
CLOCKS = ["--as-of", END, "--generated-at", END]

# A guard against a program that hangs, not a measurement.
PATIENCE_SECONDS = 300


@dataclass
class Outcome:
    """How a run ended; a negative status is the signal that ended it."""

    status: int
    output: bytes
    errors: str
    seconds: float

    def json(self):
        return json.loads(self.output)


@dataclass
class Program:
    """The binary, the tree that holds its catalog, and the fault shim."""

    path: str
    home: str
    shim: str

    def start(self, arguments, fault=None, setup=None, **streams):
        # Nothing of the caller's environment but where programs lie.
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "RISKCTL_HOME": self.home,
            "SWIFT_BACKTRACE": "enable=no",
        }
        if fault:
            environment |= {"LD_PRELOAD": self.shim} | fault
        return subprocess.Popen(
            [self.path] + arguments, env=environment, preexec_fn=setup,
            stdin=subprocess.DEVNULL, **streams)

    def run(self, arguments, fault=None, setup=None):
        began = time.monotonic()
        process = self.start(
            arguments, fault, setup, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        try:
            output, errors = process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return Outcome(-99, b"", "it hangs", PATIENCE_SECONDS)
        return Outcome(
            process.returncode, output, errors.decode(errors="replace"),
            time.monotonic() - began)

    def killed_after(self, arguments, seconds):
        """Whether it was still at work when it was killed."""
        process = self.start(
            arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=seconds)
            return False
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            return True

    def calls(self, arguments, folder):
        """Calls that change files below the folder in an unbroken run."""
        tally = folder + ".tally"
        outcome = self.run(
            arguments, {"TORTURE_UNDER": folder, "TORTURE_TALLY": tally})
        with open(tally) as file:
            count = int(file.read())
        os.unlink(tally)
        return count, outcome

    def digest(self, database):
        """Of facts, spells, model and backtest; None of a damaged database."""
        outcome = self.run(["verify", "--json", "--db", database] + CLOCKS)
        if outcome.status != 0:
            return None, outcome
        return outcome.json()["databaseDigest"], outcome


def says_a_sentence(outcome):
    """A refusal: an exit code for scripts and words for people."""
    words = [
        line for line in outcome.errors.splitlines()
        if line.startswith("riskctl: ") and len(line) > 20]
    return outcome.status in (65, 66, 74, 75, 78) and bool(words)


def sqlite_is_sound(database, scratch):
    """SQLite's own check on a copy, so that the original's recovery is ours."""
    if not os.path.exists(database):
        return True
    copy = os.path.join(scratch, "copy.sqlite")
    for suffix in ("", "-wal"):
        if os.path.exists(database + suffix):
            shutil.copyfile(database + suffix, copy + suffix)
    try:
        connection = sqlite3.connect(copy)
        try:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        finally:
            connection.close()
        return found == [("ok",)] and not broken
    except sqlite3.DatabaseError:
        return False
    finally:
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(copy + suffix):
                os.unlink(copy + suffix)


def copy_database(source, target):
    shutil.copyfile(source, target)
    for suffix in ("-wal", "-shm"):
        if os.path.exists(target + suffix):
            os.unlink(target + suffix)
        if os.path.exists(source + suffix) and suffix == "-wal":
            shutil.copyfile(source + suffix, target + suffix)
