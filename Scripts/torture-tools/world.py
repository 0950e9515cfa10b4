"""Small worlds: files of the clouds, a night's folder, old databases."""

import glob
import json
import os
import shutil
import sqlite3

from riskctl import CLOCKS

NIGHT = """\
apiVersion: riskctl.dev/v1
kind: Nightly
database: var/risk.sqlite
inputs: [{path: inbox}]
forecast: {horizons: [1h, 24h]}
backtest: {folds: 2, horizons: [4h]}
jobs: [jobs/*.yaml]
outputs:
  json: out/forecast.json
  csv: out/forecast.csv
  prometheus: out/riskctl.prom
  alerts: out/alerts.json
  webhook: out/webhook.json
  recommendations: out/plans
  slurm: out/slurm
retention: {priceDays: 400, eventDays: 1200}
"""

JOB = """\
name: tiny
work: {hours: 2}
pools: [aws/us-west-2a/p3.2xlarge]
checkpoint: {continuous: true}
when: {earliest: 2026-01-15T00:00:00Z, deadline: 2026-01-16T00:00:00Z}
"""

ZONES = ["us-west-2a", "us-west-2b", "us-west-2c"]


def moment(day, hour, minute=0):
    return f"2026-01-{day:02}T{hour:02}:{minute:02}:00Z"


def launches(days, prefix="i"):
    """Every third hour a life in each zone; of three lives two are lost."""
    lines = ["pool,requestedAt,launchedAt,instanceId,endedAt,exit"]
    for day in days:
        for hour in range(0, 19, 3):
            for place, zone in enumerate(ZONES):
                number = (day * 24 + hour) * 3 + place
                exit = "released" if number % 3 == 0 else "interrupted"
                lines.append(
                    f"aws/{zone}/p3.2xlarge,{moment(day, hour)},"
                    f"{moment(day, hour, 2)},{prefix}-{number},"
                    f"{moment(day, hour + 1 + number % 4, 7)},{exit}")
    return "\n".join(lines) + "\n"


def prices(days):
    rows = [
        {"AvailabilityZone": zone, "InstanceType": "p3.2xlarge",
         "ProductDescription": "Linux/UNIX", "SpotPrice": f"0.9{place}{day}",
         "Timestamp": moment(day, 1)}
        for day in days for place, zone in enumerate(ZONES)]
    return json.dumps({"SpotPriceHistory": rows})


def write(text, *parts):
    path = os.path.join(*parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    return path


class World:
    """Folders made once; a part copies what it harms."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.files = folder + "/files"
        self.fitted = folder + "/fitted.sqlite"
        self.night = folder + "/night"
        self.job = write(JOB, folder, "tiny.yaml")
        self.must(["simulate", "--days", "5", "--scale", "0.2", "--seed", "5",
                   "--out", self.files, "--quiet"])
        write(launches(range(9, 15)), self.files, "own/launches.csv")
        write(prices(range(9, 15)), self.files, "own/prices.json")
        self.must(self.ingest(self.fitted))
        self.must(["fit", "--db", self.fitted, "--quiet"] + CLOCKS)
        self.must(["backtest", "--db", self.fitted, "--folds", "2",
                   "--horizon", "4h", "--json"] + CLOCKS)
        self.must(["verify", "--seal", "--json", "--db", self.fitted] + CLOCKS)
        self.settle(self.fitted)
        self.make_night()

    def ingest(self, database):
        return ["ingest", self.files, "--quiet", "--captured-at",
                "2026-01-06T00:00:00Z", "--db", database] + CLOCKS

    def must(self, arguments, statuses=(0,)):
        outcome = self.program.run(arguments)
        if outcome.status not in statuses:
            raise SystemExit(
                f"torture: riskctl {' '.join(arguments)} exits "
                f"{outcome.status}: {outcome.errors}")
        return outcome

    @staticmethod
    def settle(database):
        """Moves the write-ahead log into the file, so that one file is all."""
        connection = sqlite3.connect(database)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def make_night(self):
        """A folder in which one night has run and the next is due."""
        write(NIGHT, self.night, "nightly.yaml")
        write(JOB, self.night, "jobs/tiny.yaml")
        write(launches(range(6, 14)), self.night, "inbox/a.csv")
        write(prices(range(6, 14)), self.night, "inbox/a.json")
        before = "2026-01-14T00:00:00Z"
        self.must(["nightly", "--config", self.night + "/nightly.yaml",
                   "--as-of", before, "--generated-at", before, "--quiet"],
                  statuses=(0, 2))
        write(launches([14]), self.night, "inbox/b.csv")
        write(prices([14]), self.night, "inbox/b.json")

    def old_databases(self):
        """Databases of every earlier schema, made from the test fixtures."""
        made = []
        pattern = self.program.home + "/Tests/Fixtures/databases/schema-*.sql"
        for path in sorted(glob.glob(pattern)):
            name = os.path.splitext(os.path.basename(path))[0]
            database = f"{self.folder}/{name}.sqlite"
            made.append(database)
            if os.path.exists(database):
                continue
            connection = sqlite3.connect(database)
            with open(path) as file:
                connection.executescript(file.read())
            connection.close()
        return made


def outputs(folder):
    """Bytes of every file below a folder, by path."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder
