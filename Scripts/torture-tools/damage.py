"""Hands readers a database that somebody else has harmed.

Truncated, a byte flipped, a page of zeros, a value that its column does not
admit, the log of another database, no permission to write. A reader refuses in
words or gives the answer of the sound file; where it gives another answer,
`riskctl verify` must refuse the file.
"""

import os
import shutil
import sqlite3
import subprocess

from riskctl import CLOCKS, copy_database, says_a_sentence
from tally import remove_database
from world import World, fresh
from write_faults import mount

PAGE_BYTES = 4096


def readers(world, database):
    db = ["--db", database] + CLOCKS
    return [
        ["forecast", "--format", "json"] + db,
        ["status", "--json"] + db,
        ["cost", "--json"] + db,
        ["export", "--for", "prometheus"] + db,
    ]


def flip(path, random):
    """Turns one bit; says where."""
    at = random.randrange(os.path.getsize(path))
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << random.randrange(8)]))
    return f"bit flipped in byte {at}"


def truncate(path, random):
    size = os.path.getsize(path)
    left = random.choice(
        [random.randrange(size), random.randrange(size // 4096) * 4096])
    os.truncate(path, left)
    return f"cut to {left} bytes"


def zero(path, random):
    page = random.randrange(os.path.getsize(path) // PAGE_BYTES)
    with open(path, "r+b") as file:
        file.seek(page * PAGE_BYTES)
        file.write(bytes(PAGE_BYTES))
    return f"page {page} of zeros"


# What no reader may stumble over: nothing, another type, numbers at which sums,
# conversions and calendars end.
VALUES = [
    None, "", "x", "\x00", b"", b"\xff", 0.5, 1e300, 0, 1, -1, -2, 1 << 31,
    1 << 49, -(1 << 49), 1 << 61, 1 << 62, (1 << 63) - 1, -(1 << 63)]


def misplace(path, random):
    """Puts a value where the table admits none such."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA writable_schema = ON")
        made = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' "
            "AND sql LIKE '%STRICT%'").fetchall()
        # As if nobody had ever checked.
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(replace(replace(replace("
            "sql, 'STRICT, ', ''), 'STRICT', ''), 'TEXT NOT NULL', 'TEXT'), "
            "'INTEGER NOT NULL', 'INTEGER') WHERE type = 'table'")
        connection.execute("PRAGMA writable_schema = RESET")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        place = None
        while place is None:
            table, sql = random.choice(made)
            rows = connection.execute(
                f"SELECT count(*) FROM {table}").fetchone()[0]
            if rows:
                place = rewrite(connection, random, table, rows)
        connection.execute("PRAGMA writable_schema = ON")
        connection.executemany(
            "UPDATE sqlite_schema SET sql = ? WHERE name = ?",
            [(sql, table) for table, sql in made])
        connection.execute("PRAGMA writable_schema = RESET")
    finally:
        connection.close()
    World.settle(path)
    return place


def rewrite(connection, random, table, rows):
    """One value of some rows; None where the table's keys forbid it."""
    columns = [
        row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    column, value = random.choice(columns), random.choice(VALUES)
    few, start = random.choice([1, 1, rows]), random.randrange(rows)
    keys = [
        row[1] for row in connection.execute(f"PRAGMA table_info({table})")
        if row[5]] or ["rowid"]
    chosen = f"SELECT {', '.join(keys)} FROM {table} LIMIT {few} OFFSET {start}"
    try:
        changed = connection.execute(
            f"UPDATE OR IGNORE {table} SET {column} = ? WHERE "
            f"({', '.join(keys)}) IN ({chosen})", (value,)).rowcount
    except sqlite3.IntegrityError:
        return None
    if not changed:
        return None
    return f"{value!r} in {changed} of {table}.{column}"


def run(program, world, random, budget, most, tally):
    folder = fresh(world.folder + "/damage")
    database = folder + "/risk.sqlite"
    copy_database(world.fitted, database)
    whole = [program.run(reader).output for reader in readers(world, database)]
    number = 0
    while budget.is_left() and number < most:
        copy_database(world.fitted, database)
        deed = [flip, truncate, misplace, zero, misplace][number % 5]
        place = deed(database, random)
        number += 1
        tally.count("harmed files")
        look(program, world, database, whole, tally, place)
    foreign_log(program, world, folder, database, whole, tally)
    read_only(program, world, folder, whole, tally)


def look(program, world, database, whole, tally, place):
    is_refused = program.digest(database)[0] is None
    for reader, answer in zip(readers(world, database), whole):
        outcome = program.run(reader)
        where = f"{reader[0]}, {place}"
        if outcome.status != 0:
            tally.count("refusals")
            tally.expect(
                says_a_sentence(outcome) or outcome.status == 2,
                f"{where}: exits {outcome.status}: {outcome.errors[-300:]}")
        elif outcome.output == answer:
            tally.count("same answers")
        else:
            tally.count("other answers that verify tells of")
            tally.expect(is_refused, f"{where}: another answer, and no word")


def foreign_log(program, world, folder, database, whole, tally):
    """The write-ahead log that another database left beside its file."""
    other = folder + "/other.sqlite"
    calls, _ = program.calls(world.ingest(other), folder)
    # Killed before the log is moved into the file at the end.
    for before in (60, 30, 15):
        remove_database(other)
        program.run(
            world.ingest(other),
            {"TORTURE_UNDER": folder, "TORTURE_DO": "kill",
             "TORTURE_AT": str(calls - before)})
        log = other + "-wal"
        if not os.path.exists(log) or os.path.getsize(log) == 0:
            continue
        copy_database(world.fitted, database)
        shutil.copyfile(log, database + "-wal")
        tally.count("logs of another database")
        look(program, world, database, whole, tally, "log of another database")
        remove_database(database)
    remove_database(other)


def read_only(program, world, folder, whole, tally):
    """A file system that may only be read."""
    place = folder + "/closed"
    os.makedirs(place)
    if not mount(place, 64 << 20):
        return
    try:
        database = place + "/risk.sqlite"
        copy_database(world.fitted, database)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        tally.count("read-only disks")
        look(program, world, database, whole, tally, "read-only disk")
        outcome = program.run(world.ingest(database))
        tally.expect(
            says_a_sentence(outcome),
            f"ingest, read-only disk: exits {outcome.status}: {outcome.errors}")
    finally:
        subprocess.run(["umount", place], check=True)
