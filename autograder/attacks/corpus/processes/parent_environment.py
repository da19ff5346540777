# tries = "Reads the environment of the grader and of every process it can name."

# %% before start
for name, value in os.environ.items():
    look(value, "own environment, " + name)
for pid in (os.getppid(), PLACES["grader"], PLACES["parent"], PLACES["decoy"], *range(1, 60)):
    look_in(f"/proc/{pid}/environ")
    for thread in attempt(os.listdir, f"/proc/{pid}/task") or ():
        look_in(f"/proc/{pid}/task/{thread}/environ")
look_in("/proc/self/environ")
