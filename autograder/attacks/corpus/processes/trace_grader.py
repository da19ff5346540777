# tries = "Attaches a debugger to the grader, its parent and the warm process."

# %% before start
for pid in (PLACES["grader"], PLACES["parent"], PLACES["decoy"], os.getppid()):
    if pid > 1:
        result, _ = syscall("ptrace", 16, pid, 0, 0)
        if result == 0:
            syscall("ptrace", 17, pid, 0, 0)
            escaped("attached to a process")
        result, _ = syscall("ptrace", 0x4206, pid, 0, 0)
        if result == 0:
            escaped("seized a process")
