"""Lets writes fail: a full disk, EIO, short writes; once and for good."""

import os
import resource
import shutil
import signal
import subprocess

from crash import victims
from riskctl import says_a_sentence, sqlite_is_sound
from tally import remove_database
from world import fresh

DEEDS = ["eio", "enospc", "short"]


def run(program, world, random, budget, most, tally):
    folder = fresh(world.folder + "/faults")
    scratch = fresh(world.folder + "/scratch")
    targets = victims(world, folder)
    random.shuffle(targets)
    number = 0
    while budget.is_left() and number < most:
        victim = targets[number % len(targets)]
        deed = DEEDS[number // len(targets) % len(DEEDS)]
        number += 1
        victim.learn(program, folder)
        victim.prepare()
        stays = random.random() < 0.5
        at = random.randint(1, victim.calls)
        outcome = program.run(
            victim.arguments,
            {"TORTURE_UNDER": folder, "TORTURE_DO": deed,
             "TORTURE_AT": str(at), "TORTURE_STAYS": "1" if stays else "0"})
        tally.count("faults")
        tally.count(deed)
        check(program, victim, outcome, scratch, tally,
              f"{victim.name}, {deed} at call {at}"
              + (" and later" if stays else ""))
    full_disk(program, world, random, folder, scratch, tally)


def check(program, victim, outcome, scratch, tally, place):
    """A refusal in words, or the same end; and the next run gets there."""
    if outcome.status == victim.unbroken.status:
        digest, found = program.digest(victim.database)
        tally.count("went well all the same")
        tally.expect(
            digest == victim.digest,
            f"{place}: exits {outcome.status} but verify says {found.errors}")
    else:
        tally.count("refused")
        tally.expect(
            says_a_sentence(outcome) or victim.name == "nightly"
            and outcome.status in (65, 74) and outcome.errors != "",
            f"{place}: exits {outcome.status}: {outcome.errors[-300:]}")
    tally.expect(
        sqlite_is_sound(victim.database, scratch),
        f"{place}: SQLite finds damage")
    again = program.run(victim.arguments)
    digest, found = program.digest(victim.database)
    tally.expect(
        again.status == victim.unbroken.status and digest == victim.digest,
        f"{place}: the next run exits {again.status}: {again.errors} "
        f"{found.errors}")


def full_disk(program, world, random, folder, scratch, tally):
    """A file system that has no room left, or a limit on the size of files."""
    room = folder + "/room"
    os.makedirs(room, exist_ok=True)
    database = room + "/risk.sqlite"
    arguments = world.ingest(database)
    whole = os.path.getsize(world.fitted)
    for share in (0.1, 0.3, 0.6, 0.9, 1.1, 1.4):
        size = int(whole * share * random.uniform(0.9, 1.1)) // 4096 * 4096
        if mount(room, size):
            try:
                outcome = program.run(arguments)
                tally.count("full disks")
                judge(outcome, program, database, scratch, tally,
                      f"a disk of {size} bytes")
            finally:
                subprocess.run(["umount", room], check=True)

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        outcome = program.run(arguments, setup=limit)
        tally.count("limits on file size")
        judge(outcome, program, database, scratch, tally,
              f"files of at most {size} bytes")
        remove_database(database)
    shutil.rmtree(room)


def mount(folder, size):
    """Whether a file system of that size could be put there."""
    return os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
        capture_output=True).returncode == 0


def judge(outcome, program, database, scratch, tally, place):
    tally.expect(
        outcome.status == 0 or says_a_sentence(outcome),
        f"{place}: exits {outcome.status}: {outcome.errors[-300:]}")
    tally.expect(
        sqlite_is_sound(database, scratch), f"{place}: SQLite finds damage")
