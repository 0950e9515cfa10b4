"""Measures what the machine can do with one database, without riskctl.

    scale_bounds.py DATABASE FILE-BYTES

Prints lines of a name and a number: rates of the disk in bytes a second, seconds
that SQLite takes to read the tables which the stages read and to write all of
them once.
"""

import os
import sqlite3
import sys
import time

database, file_bytes = sys.argv[1], int(sys.argv[2])
CHUNK = 1 << 22
# What the disk's rates are taken from, bytes.
SAMPLE = 1 << 30


def timed(work):
    """Least of two runs, seconds of the clock and of the processor."""
    best = None
    for _ in range(2):
        clock, cpu = time.monotonic(), time.process_time()
        work()
        taken = (time.monotonic() - clock, time.process_time() - cpu)
        best = min(best, taken) if best else taken
    return best


def write_disk():
    path = database + "-sample"
    chunk = os.urandom(CHUNK)
    with open(path, "wb") as file:
        for _ in range(SAMPLE // CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def read_disk():
    with open(database + "-sample", "rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(CHUNK):
            pass


def scan(*tables):
    """Every row of tables, the last column of each summed."""

    def work():
        connection = sqlite3.connect(database)
        for table in tables:
            connection.execute(
                f"SELECT count(*), sum(file_id), sum(line) FROM {table}"
            ).fetchall()
        connection.close()

    return work


def copy():
    path = database + "-copy"
    if os.path.exists(path):
        os.remove(path)
    connection = sqlite3.connect(database)
    connection.execute("VACUUM INTO ?", (path,))
    connection.close()


lives = ("billing_line", "instance_event", "launch_attempt")
write, read = timed(write_disk)[0], timed(read_disk)[0]
print("disk-write", SAMPLE / write)
print("disk-read", SAMPLE / read)
connection = sqlite3.connect(database)
rows = sum(connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in lives)
connection.close()
of_lives = timed(scan(*lives))
print("rows-of-lives", rows)
print("scan-lives", of_lives[1])
print("scan-prices", timed(scan("price_observation"))[1])
print("scan-spells", timed(scan("spell"))[1])
copied = timed(copy)
print("copy-clock", copied[0])
print("copy-processor", copied[1])
size = os.path.getsize(database)
print("database-bytes", size)
# Files in, the log out, the log into the file.
print("disk-of-ingest", file_bytes / (SAMPLE / read) + 2 * size / (SAMPLE / write))
print("disk-of-reading", size / (SAMPLE / read))
for name in ("-sample", "-copy"):
    os.remove(database + name)
