"""Kills runs that write, and lets the next run take them up.

Half of the kills come at a moment of the clock, half at a call that changes a
file: before it, or when half of a write is done. A kill leaves the pages that the
system holds; it is no loss of power.
"""

import os
import shutil

from riskctl import CLOCKS, copy_database, sqlite_is_sound
from tally import remove_database
from world import fresh, outputs


class Victim:
    """A run that writes: what it starts from and what it should come to."""

    def __init__(self, name, arguments, prepare, database, out=None):
        self.name, self.arguments, self.prepare = name, arguments, prepare
        self.database, self.out = database, out
        self.is_known = False

    def learn(self, program, folder):
        """The unbroken run, once: its length, calls, digest and output."""
        if self.is_known:
            return
        self.is_known = True
        self.prepare()
        self.seconds = program.run(self.arguments).seconds
        self.prepare()
        self.calls, self.unbroken = program.calls(self.arguments, folder)
        self.digest, _ = program.digest(self.database)
        self.outputs = outputs(self.out) if self.out else None
        if self.digest is None or self.unbroken.status not in (0, 2):
            raise SystemExit(
                f"torture: {self.name} fails unharmed: {self.unbroken.errors}")


def victims(world, folder):
    database = folder + "/risk.sqlite"
    db = ["--db", database]
    ingested = world.folder + "/ingested.sqlite"
    world.must(world.ingest(ingested))
    world.settle(ingested)

    def nothing():
        remove_database(database)

    def from_database(source):
        def prepare():
            remove_database(database)
            copy_database(source, database)
        return prepare

    night = folder + "/night"

    def tonight():
        shutil.rmtree(night, ignore_errors=True)
        shutil.copytree(world.night, night)

    made = [
        Victim("ingest", world.ingest(database), nothing, database),
        Victim("fit", ["fit", "--quiet"] + db + CLOCKS,
               from_database(ingested), database),
        Victim("nightly",
               ["nightly", "--config", night + "/nightly.yaml", "--quiet"]
               + CLOCKS, tonight, night + "/var/risk.sqlite", night + "/out"),
        Victim("purge",
               ["purge", "--before", "2026-01-08T00:00:00Z", "--compact"]
               + db + CLOCKS, from_database(world.fitted), database),
    ]
    for old in world.old_databases():
        name = os.path.basename(old).removesuffix(".sqlite")
        made.append(
            Victim("migration of " + name, ["fit", "--quiet"] + db + CLOCKS,
                   from_database(old), database))
    return made


def kill(program, victim, number, random, folder):
    """Whether the run was still at work."""
    if number % 2:
        return program.killed_after(
            victim.arguments, random.random() * victim.seconds)
    fault = {
        "TORTURE_UNDER": folder, "TORTURE_DO": random.choice(["kill", "torn"]),
        "TORTURE_AT": str(random.randint(1, victim.calls))}
    return program.run(victim.arguments, fault).status == -9


def run(program, world, random, budget, most, tally):
    folder = fresh(world.folder + "/crash")
    scratch = fresh(world.folder + "/scratch")
    targets = victims(world, folder)
    random.shuffle(targets)
    number = 0
    while budget.is_left() and tally.counts.get("kills", 0) < most:
        victim = targets[number // 2 % len(targets)]
        number += 1
        victim.learn(program, folder)
        victim.prepare()
        place = f"{victim.name}, attempt {number}"
        if not kill(program, victim, number, random, folder):
            tally.count("were over before")
            continue
        tally.count("kills")
        if number % 2 == 0:
            tally.count("kills at a write")
        tally.expect(
            sqlite_is_sound(victim.database, scratch),
            f"{place}: SQLite finds damage")
        digest, found = program.digest(victim.database)
        # 66 and 78: killed before there was a database, or within its making.
        tally.expect(
            digest is not None or found.status in (66, 78),
            f"{place}: verify exits {found.status}: {found.errors}")
        again = program.run(victim.arguments)
        tally.expect(
            again.status == victim.unbroken.status,
            f"{place}: the next run exits {again.status}: {again.errors}")
        digest, found = program.digest(victim.database)
        tally.expect(
            digest == victim.digest,
            f"{place}: the next run ends elsewhere ({found.errors})")
        if victim.out:
            tally.expect(
                outputs(victim.out) == victim.outputs,
                f"{place}: other files than those of an unbroken run")
    tally.count(
        "kinds of run", sum(victim.is_known for victim in targets))
