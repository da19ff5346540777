# tries = "Reaches the host's files through /proc/PID/root, cwd and fd."

# %% before start
pids = ["self", "1", str(os.getppid()), str(PLACES["grader"]), str(PLACES["parent"]), str(PLACES["decoy"])]
for pid in pids:
    for door in ("root", "cwd"):
        for path in PLACES["all"]:
            look_in(f"/proc/{pid}/{door}{path}")
    for descriptor in attempt(os.listdir, f"/proc/{pid}/fd") or ():
        if pid not in ("self", str(os.getpid()), "1"):
            escaped("sees the descriptors of another process")
        if os.path.isfile(f"/proc/{pid}/fd/{descriptor}"):
            look_in(f"/proc/{pid}/fd/{descriptor}")
