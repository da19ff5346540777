# tries = "Opens a descriptor of the grader and takes files out of it."

# %% before start
for pid in (PLACES["grader"], PLACES["parent"], PLACES["decoy"], os.getppid(), 1):
    result, _ = syscall("pidfd_open", pid, 0)
    if result >= 0 and pid not in (os.getpid(), 1):
        escaped("opened a descriptor of a process")
    if result >= 0:
        reaches("pidfd_getfd", result, 3, 0)
reaches("pidfd_send_signal", 3, 0, 0, 0)
reaches("kcmp", PLACES["grader"], PLACES["parent"], 0, 0, 0)
