"""Writes Tests/Fixtures/databases/schema-NNNN.sql: a database of every schema.

    python3 Scripts/torture-tools/schema_fixtures.py

The same facts are stored under the first schema and brought up migration by
migration, with the statements of Sources/RiskStore/Migrations as they stand; a
dump is written after each but the last. Run it when a migration is added: what
was written before does not change, since migrations are frozen.
"""

import os
import re
import sqlite3

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SOURCES = ROOT + "/Sources/RiskStore/Migrations"
TARGET = ROOT + "/Tests/Fixtures/databases"
DAY_MS = 86_400_000
START_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
HOUR_MS = 3_600_000


def migrations():
    """Names and statements, in the order of Schema.swift."""
    texts = {}
    for name in os.listdir(SOURCES):
        with open(f"{SOURCES}/{name}") as file:
            source = file.read()
        for found in re.finditer(
                r'static let (\w+) = """\n(.*?)\n\s*"""', source, re.S):
            texts[found[1]] = found[2]
    with open(SOURCES + "/Schema.swift") as file:
        listed = re.findall(
            r'Migration\(name: "([^"]+)", sql: (\w+)\)', file.read())
    return [(name, texts[key]) for name, key in listed]


def add_facts(db):
    """Twelve days of lives in three pools, some prices, a bill, a trace."""
    db.execute(
        "INSERT INTO source_file VALUES (1, ?, 'old.csv', 'launches', 0, 0, "
        "NULL, NULL)", ["a" * 64])
    zones = ["us-west-2a", "us-west-2b", "us-west-2c"]
    for place, zone in enumerate(zones):
        db.execute("INSERT INTO pool VALUES (?, 'aws', ?, 'p3.2xlarge', 'linux')",
                   [place + 1, zone])
        for day in range(0, 12, 3):
            db.execute("INSERT INTO price_observation VALUES (?, ?, ?, 1, ?)", [
                place + 1, START_MS + day * DAY_MS, 900_000 + 1000 * day + place,
                1 + day])
    number = 0
    for day in range(12):
        for place in range(3):
            number += 1
            asked = START_MS + day * DAY_MS + place * 5 * HOUR_MS
            lost = number % 3 != 0
            db.execute(
                "INSERT INTO launch_attempt VALUES (?, ?, 'spot', ?, ?, ?, ?, ?, "
                "'llama', NULL, 1, ?)",
                [f"l-{number}", place + 1, asked, asked + 120_000,
                 f"i-{number}", asked + (1 + number % 7) * HOUR_MS,
                 "interrupted" if lost else "released", number])
    db.execute(
        "INSERT INTO billing_usage VALUES ('aws', '000123456789', ?, 'item-1', "
        "?, ?, 918000, 3600000, 3060000, 'us-west-2a', 'us-west-2', "
        "'p3.2xlarge', 'linux', 'spot', 'i-1', '{\"job\":\"llama\"}', 1, 1)",
        [START_MS, START_MS, START_MS + HOUR_MS])
    db.execute(
        "INSERT INTO instance_event VALUES ('aws', 'e-1', ?, "
        "'interruption-warning', 'i-1', 'us-west-2a', 'us-west-2', 'terminate', "
        "1, 1)", [START_MS + 2 * HOUR_MS])
    db.execute(
        "INSERT INTO capacity_block_offering VALUES ('cb-1', ?, 100000000, "
        "'us-west-2a', 'p4d.24xlarge', 1, ?, ?, 1, 1)",
        [START_MS, START_MS + DAY_MS, START_MS + 2 * DAY_MS])
    db.execute(
        "INSERT INTO pool VALUES (4, 'gcp', 'us-central1-a', 'a2-highgpu-1g', "
        "'linux')")
    db.execute("INSERT INTO availability_trace VALUES (4, ?, 600000, 1)",
               [START_MS])
    for tick in range(40):
        db.execute("INSERT INTO availability_tick VALUES (4, ?, ?, 1, ?)",
                   [tick, tick // 7 % 2, tick + 1])


def main():
    os.makedirs(TARGET, exist_ok=True)
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    known = migrations()
    for number, (name, statements) in enumerate(known[:-1]):
        db.executescript(statements)
        db.execute("INSERT INTO grdb_migrations VALUES (?)", [name])
        if number == 0:
            add_facts(db)
        if name == "0015-stamp":
            # It knows of no bill, though there is one.
            db.execute("INSERT INTO lives_stamp VALUES (1, 'old', ?, '{}')",
                       [START_MS + 12 * DAY_MS])
        with open(f"{TARGET}/schema-{name[:4]}.sql", "w") as file:
            file.write("PRAGMA application_id = 1380537163;\n")
            for line in db.iterdump():
                file.write(line + "\n")


main()
