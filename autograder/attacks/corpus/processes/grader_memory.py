# tries = "Opens the memory of the grader and of the warm process."

# %% before start
for pid in (os.getppid(), PLACES["grader"], PLACES["parent"], PLACES["decoy"]):
    if pid not in (0, os.getpid()):
        if attempt(open, f"/proc/{pid}/mem", "rb"):
            escaped(f"opened the memory of process {pid}")
        if attempt(lambda: open(f"/proc/{pid}/maps").read()):
            escaped(f"read the memory map of process {pid}")
