# tries = "Asks to be traced, to stop where the warm process waits for it."

# %% before start
if syscall("ptrace", 0, 0, 0, 0)[0] == 0:
    escaped("is traced by the warm process")
