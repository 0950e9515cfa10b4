"""Several processes on one database: writers wait or exit 75, readers read."""

import os
import threading

from riskctl import CLOCKS, sqlite_is_sound
from tally import remove_database
from world import World, fresh, launches, prices, write

PROCESSES = 8
ROUNDS = 6


def run(program, world, random, budget, most, tally):
    folder = fresh(world.folder + "/together")
    scratch = fresh(world.folder + "/scratch")
    number = 0
    while number == 0 or budget.is_left():
        number += 1
        attempt(program, world, random, folder, scratch, tally, number)


def attempt(program, world, random, folder, scratch, tally, number):
    """Writers with a share of the files each, readers beside them."""
    database = folder + "/risk.sqlite"
    remove_database(database)
    shares = [share(folder, place) for place in range(4)]
    alone = folder + "/alone.sqlite"
    remove_database(alone)
    for path in shares:
        world.must(["ingest", path, "--quiet", "--db", alone] + CLOCKS)
    world.must(["fit", "--quiet", "--db", alone] + CLOCKS)
    expected, _ = program.digest(alone)

    # Readers need tables to read.
    world.must(["ingest", shares[0], "--quiet", "--db", database] + CLOCKS)
    db = ["--db", database]
    lock = threading.Lock()
    orders = [random.sample(shares, len(shares)) for _ in range(4)]

    def writer(paths):
        for path in paths:
            again(["ingest", path, "--quiet"] + db + CLOCKS)
        again(["fit", "--quiet"] + db + CLOCKS)

    def again(arguments):
        """A writer that is told to try again does, as a user would."""
        for _ in range(50):
            outcome = program.run(arguments)
            with lock:
                tally.count("writes")
                if outcome.status == 75:
                    tally.count("told to wait")
                    continue
                tally.expect(
                    outcome.status == 0,
                    f"{arguments[0]} exits {outcome.status}: {outcome.errors}")
            return
        with lock:
            tally.expect(False, f"{arguments[0]} is never let in")

    def reader(verbs):
        for turn in range(ROUNDS):
            verb = verbs[turn % len(verbs)]
            outcome = program.run(verb + db + CLOCKS)
            with lock:
                tally.count("reads")
                # 2 and 78: no model was fitted yet, or the facts are too few.
                tally.expect(
                    outcome.status in (0, 2, 78),
                    f"{verb[0]} beside writers exits {outcome.status}: "
                    f"{outcome.errors}")

    verbs = [["status"], ["forecast", "--format", "json"],
             ["verify", "--json"], ["cost", "--json"],
             ["report", "--json"], ["export", "--for", "prometheus"]]
    threads = [
        threading.Thread(target=writer, args=(order,)) for order in orders]
    threads += [
        threading.Thread(target=reader, args=(random.sample(verbs, len(verbs)),))
        for _ in range(PROCESSES - len(threads))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.count("rounds of 8 processes")
    world.must(["fit", "--quiet"] + db + CLOCKS)
    digest, found = program.digest(database)
    tally.expect(
        digest == expected and digest is not None,
        f"round {number}: lost or doubled: {found.errors}")
    tally.expect(
        sqlite_is_sound(database, scratch), f"round {number}: damage")


def share(folder, place):
    """A folder with two days of lives and prices of its own."""
    path = f"{folder}/share-{place}"
    if not os.path.exists(path):
        days = range(6 + 2 * place, 8 + 2 * place)
        write(launches(days), path, "launches.csv")
        write(prices(days), path, "prices.json")
    return path
