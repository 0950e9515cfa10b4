"""Databases of every earlier schema: brought up whole, or left as they were.

Each is killed while it is brought up, at moments drawn at random, and must then
come up all the same and give the forecast that an unbroken one gives.
"""

import glob
import os
import sqlite3

from riskctl import copy_database, says_a_sentence, sqlite_is_sound
from tally import remove_database
from world import fresh

# A day after the last fact of the dumps (schema_fixtures.py).
END = "2026-01-13T00:00:00Z"
CLOCKS = ["--as-of", END, "--generated-at", END]


def run(program, world, random, budget, most, tally):
    folder = fresh(world.folder + "/upgrade")
    scratch = fresh(world.folder + "/scratch")
    dumps = sorted(glob.glob(program.home + "/Tests/Fixtures/databases/*.sql"))
    tally.expect(len(dumps) > 1, "there are no databases of earlier schemas")
    old = [restored(dump, folder) for dump in dumps]
    answers = {forecast(program, path, folder, tally) for path in old}
    tally.count("schemas", len(old))
    tally.expect(len(answers) == 1, "schemas give forecasts of their own")
    newer_is_refused(program, old[-1], folder, tally)
    while budget.is_left():
        attempt(program, random, random.choice(old), answers, folder, scratch,
                tally)


def restored(dump, folder):
    """A database file from its dump."""
    path = f"{folder}/{os.path.basename(dump)}ite"
    with open(dump) as file, sqlite3.connect(path) as db:
        db.executescript(file.read())
    db.close()
    return path


def brought_up(program, database):
    """What makes a writer bring an old file up: a fit, as every night does."""
    return ["fit", "--quiet", "--db", database] + CLOCKS


def forecast(program, source, folder, tally):
    """The forecast of a copy that was brought up without a break."""
    database = folder + "/whole.sqlite"
    remove_database(database)
    copy_database(source, database)
    fitted = program.run(brought_up(program, database))
    name = os.path.basename(source)
    tally.expect(fitted.status == 0, f"{name} is not brought up: {fitted.errors}")
    return answer(program, database, name, tally)


def answer(program, database, name, tally):
    outcome = program.run(
        ["forecast", "--format", "json", "--allow-stale", "--db", database]
        + CLOCKS)
    tally.expect(outcome.status == 0, f"{name} gives no forecast: {outcome.errors}")
    return outcome.output


def newer_is_refused(program, source, folder, tally):
    """A file that a later riskctl wrote is not touched."""
    database = folder + "/newer.sqlite"
    remove_database(database)
    copy_database(source, database)
    program.run(brought_up(program, database))
    with sqlite3.connect(database) as db:
        db.execute("INSERT INTO grdb_migrations VALUES ('9999 later')")
    db.close()
    outcome = program.run(brought_up(program, database))
    tally.expect(
        says_a_sentence(outcome), f"a newer schema exits {outcome.status}")


def attempt(program, random, source, answers, folder, scratch, tally):
    database = folder + "/killed.sqlite"
    remove_database(database)
    copy_database(source, database)
    name = os.path.basename(source)
    if program.killed_after(
            brought_up(program, database), random.uniform(0.001, 0.15)):
        tally.count("kills")
    else:
        tally.count("were over before")
    tally.expect(
        sqlite_is_sound(database, scratch), f"{name}: damage after a kill")
    fitted = program.run(brought_up(program, database))
    tally.expect(
        fitted.status == 0, f"{name} is not brought up again: {fitted.errors}")
    tally.expect(
        answer(program, database, name, tally) in answers,
        f"{name}: another forecast after a kill")
