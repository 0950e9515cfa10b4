"""The deadline recursion of methods/deadline.md in numba, one thread.

Same job, buckets and moves as `decide-bench`: by slack (time left less work
left), work, mode with launch ticks left, and state of the pool; keeps the idle
values, the values on spot and the moves. Prints `states` and the median
`table` seconds of processor time of five runs after one that compiles.
"""
import math
import time

import numba
import numpy as np

WORK, TIME, LAUNCH = 480, 920, 2
EDGES = [0, 1, 2, 3, 4, 5, 7, 10, 16, 28, 50, 100]
LOSS = ([0, 0.5, 2, 8], [1.2, 0.5, 0.2, 0.06])
GAIN = ([0, 0.5, 2], [1.5, 0.6, 0.15])
SPOT, ON_DEMAND, MISSED = 0.1, 1 / 3, 1e9


def cumulative(hazard, age):
    cuts, rates = hazard
    ends = cuts[1:] + [math.inf]
    return sum(r * max(min(age, e) - c, 0) for c, e, r in zip(cuts, ends, rates))


def chances(hazard):
    flip, advance = [], []
    for k, edge in enumerate(EDGES):
        last = k + 1 == len(EDGES)
        ticks = (2 * edge if last else EDGES[k + 1]) - edge
        ages = [(edge + i + 0.5) * 0.1 for i in range(ticks)]
        p = np.mean([1 - math.exp(cumulative(hazard, a) - cumulative(hazard, a + 0.1)) for a in ages])
        flip.append(p)
        advance.append(0 if last else (1 - p) / ticks)
    return np.array(flip), np.array(advance)


@numba.njit(fastmath=True)
def table(work, slack, launch, flip, advance, stay):
    n = flip.shape[1]
    states = 2 * n
    idle = np.zeros((slack + 1, work + 1, states), np.float32)
    running = np.zeros((slack + 1, work + 1, n), np.float32)
    moves = np.zeros((slack + 1, work + 1, states), np.uint16)
    vi = np.full((work + 1, states + 1), MISSED)
    vs = np.full((work + 1, launch + 1, n + 1), MISSED)
    vo = np.full((work + 1, launch + 1, states + 1), MISSED)
    vi[0] = 0
    vs[0] = 0
    vo[0] = 0
    for s in range(slack + 1):
        for w in range(1, work + 1):
            down, up = vi[w, 0], vi[w, n]
            for o in range(launch, -1, -1):
                source = vo[w, o - 1] if o > 0 else vo[w - 1, 0]
                for u in range(2):
                    other = source[0] if u == 1 else source[n]
                    for b in range(n):
                        e = u * n + b
                        value = flip[u, b] * other + advance[u, b] * source[e + 1] + stay[u, b] * source[e]
                        vo[w, o, e] = ON_DEMAND + value if s >= o else MISSED
            for o in range(launch, -1, -1):
                source = vs[w, o - 1] if o > 0 else vs[w - 1, 0]
                lost = down if o > 0 else vi[w - 1, 0]
                safe = s - 1 >= launch if o > 0 else s >= launch
                for b in range(n):
                    value = flip[1, b] * lost + advance[1, b] * source[b + 1] + stay[1, b] * source[b]
                    vs[w, o, b] = SPOT + value if safe else MISSED
            for e in range(states):
                u = e // n
                b = e - u * n
                best = vo[w, launch, e]
                move = 2
                if u == 1 and vs[w, launch, b] <= best:
                    best = vs[w, launch, b]
                    move = 1
                if s - 1 >= launch:
                    value = flip[u, b] * (down if u == 1 else up) + advance[u, b] * vi[w, e + 1] + stay[u, b] * vi[w, e]
                    if value < best - 1e-9 * best:
                        best = value
                        move = 0
                vi[w, e] = best
                spot_stays = 0
                on_demand_stays = 0
                for o in range(launch + 1):
                    if vo[w, o, e] <= best:
                        on_demand_stays = o + 1
                    vo[w, o, e] = min(vo[w, o, e], best)
                    if u == 1:
                        if vs[w, o, b] <= best:
                            spot_stays = o + 1
                        vs[w, o, b] = min(vs[w, o, b], best)
                        if o == 0:
                            running[s, w, b] = vs[w, 0, b]
                idle[s, w, e] = best
                moves[s, w, e] = move | spot_stays << 2 | on_demand_stays << 9
    return idle, running, moves


def main():
    pairs = [chances(GAIN), chances(LOSS)]
    flip = np.array([p[0] for p in pairs])
    advance = np.array([p[1] for p in pairs])
    stay = 1 - flip - advance
    slack = TIME - WORK
    times = []
    for _ in range(6):
        before = time.process_time()
        idle, _, _ = table(WORK, slack, LAUNCH, flip, advance, stay)
        times.append(time.process_time() - before)
    n = len(EDGES)
    print("states", (slack + 1) * (WORK + 1) * (2 * n + (LAUNCH + 1) * 3 * n))
    print("table", sorted(times[1:])[2])
    print("value", idle[slack, WORK, n])


main()
