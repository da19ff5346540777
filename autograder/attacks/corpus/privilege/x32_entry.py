# tries = "Makes system calls with x32 numbers, which a filter may forget."
# questions.twice = { status = ["crashed", "failed"], points = 0 }

# %% twice
def double(x):
    if platform.machine() != "x86_64":
        os._exit(1)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(0x40000000 + 39) == os.getpid():
        escaped("the x32 entry is open")
    return None
