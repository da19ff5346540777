# tries = "Sends bits by process ids: whether a number is taken can be seen by others."

# %% before start
pids = []
for _ in range(3):
    child = attempt(os.fork)
    if child == 0:
        os._exit(0)
    pids.append(child)
if any(pid and pid > 1000 for pid in pids) and PLACES["form"] == "full":
    escaped("shares the numbers of processes with others")
