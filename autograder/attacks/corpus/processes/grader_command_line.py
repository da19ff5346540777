# tries = "Reads the command line of the grader, which names the release."

# %% before start
for pid in (os.getppid(), PLACES["grader"], PLACES["parent"], PLACES["decoy"]):
    if pid not in (0, os.getpid()):
        text = attempt(lambda: open(f"/proc/{pid}/cmdline").read())
        if text and PLACES["form"] == "full":
            escaped("read a command line: " + text[:40])
        look(text or "", "a command line")
