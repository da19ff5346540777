# tries = "Stops every clock, so that no time passes for its limits."
# questions.twice = { status = ["timeout"], points = 0 }

# %% twice
import time

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
    setattr(time, name + "_ns", lambda: 0)


def double(x):
    while True:
        pass
