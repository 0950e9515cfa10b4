"""Sums the exposures of bills, events and launches on Apache Spark.

Spark reads, shuffles and retries; an unmodified `riskctl` does the thinking:

  files     -> riskctl expose FILE               lines with a key
  by key    -> riskctl expose --stdin survey     what each part tells of all
  instances -> riskctl expose --stdin            lives, counted
  pools     -> riskctl expose --stdin            waits and attempts, counted; prices
                                                 as changes
  cells     -> added up, sorted, committed once

Counts are whole numbers and are added after the shuffle, so that neither the
number of parts nor a task that ran twice changes a byte of the answer.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import zlib

from pyspark import SparkConf, SparkContext, StorageLevel

# Kinds of lines that belong to whole pools; see guides/expose.md.
POOL_KINDS = {"try", "request", "granted", "price"}
# Kinds whose lines name their file and their place in it.
FACT_KINDS = {"usage", "event", "instance", "launch", "try", "request", "price"}
# What is added stands at the end of a cell's line, in these members.
# A price stands alone: its pool lies in one part.
SUMMED = (
    ',"lives":',
    ',"attempts":',
    ',"atRiskMilliseconds":',
    ',"usdMicroPerHour":',
)
# riskctl's exit codes for bad data and for a file that is not there.
UNREADABLE = {65, 66}


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input", required=True, help="folder or bucket path")
    parser.add_argument("--output", required=True, help="folder to create")
    parser.add_argument("--riskctl", default="riskctl")
    parser.add_argument("--partitions", type=int, default=64)
    parser.add_argument("--source", default="spark")
    parser.add_argument("--answer", choices=["lives", "summed"], default="lives")
    return parser.parse_args()


def key_of(line):
    """Where a line belongs and its place there: (key, file, line number)."""
    fields = line.split("\t", 4)
    if fields[1] in FACT_KINDS:
        return (fields[0], fields[2], int(fields[3]))
    return (fields[0], "", 0)


def kind_of(line):
    return line.split("\t", 2)[1]


def place(key):
    return zlib.crc32(key[0].encode())


def by_key(lines, partitions):
    """Whole keys in each part, the lines of one file together."""
    return (
        lines.map(lambda line: (key_of(line), line))
        .repartitionAndSortWithinPartitions(
            partitions, place, keyfunc=lambda key: (key[1], key[2], key[0])
        )
        .values()
    )


def run(command, lines, may_fail=False):
    """Lines through a child process; a failure fails the task, which is
    tried again."""
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    said = []

    def feed():
        try:
            for line in lines:
                child.stdin.write(line.encode() + b"\n")
            child.stdin.close()
        except BrokenPipeError:
            pass  # Its exit code says why.

    def listen():
        said.extend(child.stderr.readlines()[-20:])

    threads = [threading.Thread(target=f, daemon=True) for f in (feed, listen)]
    for thread in threads:
        thread.start()
    for line in child.stdout:
        yield line.rstrip(b"\n").decode()
    for thread in threads:
        thread.join()
    code = child.wait()
    if code != 0:
        words = b"".join(said).decode(errors="replace").strip()
        if may_fail and code in UNREADABLE:
            yield "*\tfailed\t" + json.dumps(words)
        else:
            raise RuntimeError(f"{' '.join(command)} ended with {code}: {words}")


def exposed(settings, answer, head):
    """A part through `riskctl expose --stdin`."""

    def part(lines):
        def all_lines():
            yield from head.value
            for line in lines:
                if not line.startswith("*\t"):
                    yield line

        yield from run(
            [settings.riskctl, "expose", "--stdin", "--answer", answer]
            + ["--source", settings.source, "--quiet"],
            all_lines(),
        )

    return part


def local_files(folder):
    return sorted(
        os.path.join(where, name)
        for where, _, names in os.walk(folder)
        for name in names
    )


def read_lines(context, settings):
    """The rows of all files as lines, read file by file."""
    riskctl = settings.riskctl

    def read(path):
        return run([riskctl, "expose", path, "--quiet"], (), may_fail=True)

    if "://" not in settings.input:
        # A manifest names a delivery and is read beside its parts.
        files = [
            path
            for path in local_files(os.path.abspath(settings.input))
            if not path.lower().endswith("manifest.json")
        ]
        return context.parallelize(files, max(len(files), 1)).flatMap(read)

    root = settings.input.rstrip("/")
    manifests = context.broadcast(
        [
            (path[len(root) :].lstrip("/"), content)
            for path, content in context.binaryFiles(root + "/**").collect()
            if path.lower().endswith("manifest.json")
        ]
    )

    def fetch_and_read(item):
        path, content = item
        name = path[path.rindex(root.split("://", 1)[1]) :] if root not in path else path
        relative = name.split(root.split("://", 1)[1], 1)[-1].lstrip("/")
        if relative.lower().endswith("manifest.json"):
            return
        with tempfile.TemporaryDirectory() as folder:
            for other, bytes_ in manifests.value + [(relative, content)]:
                target = os.path.join(folder, other)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as file:
                    file.write(bytes_)
            yield from read(os.path.join(folder, relative))

    return context.binaryFiles(root + "/**").flatMap(fetch_and_read)


def split_cell(line):
    """(beginning, numbers) of a cell's line."""
    for member in SUMMED:
        at = line.rfind(member)
        if at >= 0:
            values = json.loads("{" + line[at + 1 :])
            return line[:at], tuple(values.items())
    raise ValueError(f"no cell: {line}")


def add(a, b):
    return tuple((name, x + y) for (name, x), (_, y) in zip(a, b))


def joined(cell):
    beginning, values = cell
    return beginning + "".join(f',"{name}":{value}' for name, value in values) + "}"


def main():
    settings = options()
    context = SparkContext(conf=SparkConf().setAppName("riskctl expose"))
    context.setLogLevel("ERROR")
    disk = StorageLevel.DISK_ONLY
    parts = by_key(read_lines(context, settings), settings.partitions).persist(disk)
    everywhere = sorted(parts.filter(lambda line: line.startswith("*\t")).collect())
    kinds = {}
    for line in everywhere:
        kinds.setdefault(kind_of(line), []).append(line)
    coverage = sorted(set(kinds.get("coverage", [])))

    seen = parts.filter(lambda line: kind_of(line) != "price").mapPartitions(
        exposed(settings, "survey", context.broadcast(coverage))
    ).collect()
    merge = [settings.riskctl, "expose", "--stdin", "--answer", "survey", "--quiet"]
    head = context.broadcast(coverage + list(run(merge, sorted(set(seen)))))

    think = exposed(settings, settings.answer, head)
    lived = (
        parts.filter(lambda line: kind_of(line) not in POOL_KINDS)
        .mapPartitions(think)
        .persist(disk)
    )
    granted = lived.filter(lambda line: not line.startswith("{"))
    tries = parts.filter(lambda line: kind_of(line) in POOL_KINDS).union(granted)
    waited = by_key(tries, settings.partitions).mapPartitions(think)
    cells = (
        lived.filter(lambda line: line.startswith("{"))
        .union(waited)
        .map(split_cell)
        .reduceByKey(add, settings.partitions)
        .sortByKey(numPartitions=min(settings.partitions, 16))
        .map(joined)
    )
    # A folder of output is committed as a whole, whichever tasks ran twice.
    cells.saveAsTextFile(settings.output + "/cells")
    bad = kinds.get("set-aside", [])
    failed = kinds.get("failed", [])
    context.parallelize(bad, 1).saveAsTextFile(settings.output + "/set-aside")
    context.parallelize(kinds.get("file", []), 1).saveAsTextFile(
        settings.output + "/files"
    )
    print(
        f"{len(kinds.get('file', []))} files, {len(bad)} rows set aside, "
        f"{len(failed)} files that could not be read",
        file=sys.stderr,
    )
    for line in failed:
        print(json.loads(line.split("\t", 2)[2]), file=sys.stderr)
    context.stop()
    return 65 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
