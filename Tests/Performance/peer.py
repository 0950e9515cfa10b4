"""peer.py lifelines|sksurv km|cox FOLDER RUNS: models-bench's measurements.

Processor seconds, least of the runs; data frames are made beforehand.
"""

import sys
import time as clock
import warnings

import numpy as np

warnings.filterwarnings("ignore")
library, what, folder, runs = sys.argv[1:4] + [int(sys.argv[4])]
time = np.fromfile(folder + "/time.f64")
event = np.fromfile(folder + "/event.f64")
if what == "cox":
    x = np.fromfile(folder + "/covariates.f64").reshape(len(time), -1)

if library == "lifelines" and what == "km":
    from lifelines import KaplanMeierFitter

    def run():
        return KaplanMeierFitter().fit(time, event).predict(1.0)

elif library == "lifelines":
    import pandas as pd
    from lifelines import CoxPHFitter

    frame = pd.DataFrame(x, columns=[f"x{j}" for j in range(x.shape[1])])
    frame["time"] = time
    frame["event"] = event

    def run():
        return CoxPHFitter().fit(frame, "time", "event").log_likelihood_

elif what == "km":
    from sksurv.nonparametric import kaplan_meier_estimator

    died = event == 1

    def run():
        times, survival = kaplan_meier_estimator(died, time)
        return survival[np.searchsorted(times, 1.0, side="right") - 1]

else:
    from sksurv.linear_model import CoxPHSurvivalAnalysis
    from sksurv.util import Surv

    outcome = Surv.from_arrays(event == 1, time)

    def run():
        return CoxPHSurvivalAnalysis(ties="efron").fit(x, outcome).coef_[0]


best = float("inf")
for _ in range(runs):
    before = clock.process_time()
    value = run()
    best = min(best, clock.process_time() - before)
print("seconds", best)
print("value", repr(float(value)))
