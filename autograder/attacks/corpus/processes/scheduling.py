# tries = "Gives itself a higher priority than the grader."

# %% before start
for priority in (-1, -20):
    if attempt(os.setpriority, os.PRIO_PROCESS, 0, priority) is None:
        if os.getpriority(os.PRIO_PROCESS, 0) < 0:
            escaped("raised its priority")
try:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    escaped("runs in real time")
except OSError:
    pass
