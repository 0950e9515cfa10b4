"""peer_regressions.py FOLDER RUNS: Poisson regression by Newton in numpy, in
processor seconds."""
import sys
import time

import numpy as np

folder, runs = sys.argv[1], int(sys.argv[2])
exposure = np.fromfile(f"{folder}/time.f64")
events = np.fromfile(f"{folder}/event.f64")
x = np.fromfile(f"{folder}/covariates.f64").reshape(len(events), -1)
x = np.column_stack([np.ones(len(events)), x])
offset = np.log(exposure)
best = np.inf
for _ in range(runs):
    start = time.process_time()
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(events.sum() / exposure.sum())
    for _ in range(25):
        eta = x @ beta + offset
        mean = np.exp(eta)
        root = x * np.sqrt(mean)[:, None]
        gradient = x.T @ (events - mean)
        step = np.linalg.solve(root.T @ root, gradient)
        beta += step
        if gradient @ step < 1e-10:
            break
    value = events @ eta - mean.sum()
    best = min(best, time.process_time() - start)
print("seconds", best)
print("value", value)
