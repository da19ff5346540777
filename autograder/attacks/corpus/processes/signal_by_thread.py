# tries = "Signals the grader through tgkill, tkill and rt_sigqueueinfo."

# %% before start
numbers = {"x86_64": (234, 200, 129), "aarch64": (131, 130, 138)}.get(platform.machine(), ())
libc = ctypes.CDLL(None, use_errno=True)
# A grader started by init has process 1 as its parent: in a namespace that number is our own.
others = {PLACES["grader"], PLACES["parent"], PLACES["decoy"]} - {os.getpid()}
for pid in others:
    info = ctypes.create_string_buffer(128)
    calls = [(pid, pid, 0), (pid, 0), (pid, 23, info)]
    for number, args in zip(numbers, calls):
        if libc.syscall(number, *args) == 0:
            escaped(f"system call {number} reached the grader")
