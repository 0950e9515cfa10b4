"""Several readers and one writer on one database file.

    shared.py RISKCTL DATABASE AS-OF

Readers forecast and ask for the status in turn while a writer loads a log of
launches again and again, and then two writers at once. Prints a Markdown table.
"""

import collections
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

riskctl, database, as_of = sys.argv[1:]
SECONDS = 20
READERS = 4


def run(arguments):
    begun = time.monotonic()
    code = subprocess.run(
        [riskctl, *arguments, "--db", database, "--as-of", as_of],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ).returncode
    return code, time.monotonic() - begun


def read(until, codes, times):
    while time.monotonic() < until:
        code, seconds = run(["forecast", "--allow-stale", "--format", "jsonl"])
        codes[code] += 1
        times.append(seconds)


def write(number, until, codes, times, folder):
    turn = 0
    while time.monotonic() < until:
        turn += 1
        path = os.path.join(folder, f"{number}-{turn}.csv")
        with open(path, "w") as file:
            file.write("launchId,pool,requestedAt,launchedAt,instanceId\n")
            for row in range(2000):
                file.write(
                    f"w{number}-{turn}-{row},aws/us-east-1a/p3.2xlarge,"
                    f"2026-02-0{row % 9 + 1}T00:00:00Z,,\n"
                )
        code, seconds = run(["ingest", path, "--quiet"])
        codes[code] += 1
        times.append(seconds)


def measure(readers, writers):
    until = time.monotonic() + SECONDS
    groups = []
    with tempfile.TemporaryDirectory() as folder:
        threads = []
        for count, work in ((readers, read), (writers, write)):
            codes, times = collections.Counter(), []
            groups.append((codes, times))
            for number in range(count):
                arguments = (until, codes, times)
                if work is write:
                    arguments = (number, *arguments, folder)
                threads.append(threading.Thread(target=work, args=arguments))
        for thread in threads:
            thread.start()
        largest = 0
        while any(thread.is_alive() for thread in threads):
            try:
                largest = max(largest, os.path.getsize(database + "-wal"))
            except FileNotFoundError:
                pass
            time.sleep(0.05)
    return groups, largest


def shown(group):
    codes, times = group
    if not times:
        return "0 | – | –"
    bad = ", ".join(f"{n} × exit {c}" for c, n in sorted(codes.items()) if c)
    return f"{sum(codes.values())} | {statistics.median(times):.2f} | {bad or 'none'}"


print("| readers | writers | reads | median s | other exits | writes | median s | other exits | largest WAL, MiB |")
print("|---:|---:|---:|---:|---|---:|---:|---|---:|")
for readers, writers in ((1, 0), (READERS, 0), (0, 1), (READERS, 1), (0, 2)):
    (reads, writes), largest = measure(readers, writers)
    print(
        f"| {readers} | {writers} | {shown(reads)} | {shown(writes)} | "
        f"{largest / 2**20:.0f} |"
    )
