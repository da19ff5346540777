# tries = "Installs a system call filter of its own that answers for the kernel."

# %% before start
libc = ctypes.CDLL(None, use_errno=True)
instruction = (ctypes.c_uint16 * 4)(6, 0, 0, 0x7FFF)
result, number = syscall("seccomp", 1, 8, 0)
listener = result >= 0
if listener:
    escaped("a listener of its own answers system calls")
libc.prctl(22, 0, 0, 0, 0)
text = attempt(lambda: open("/proc/self/status").read()) or ""
for line in text.splitlines():
    if line.startswith("Seccomp:") and line.split()[1] == "0":
        escaped("no filter is installed")
