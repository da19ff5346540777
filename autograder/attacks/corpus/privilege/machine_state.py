# tries = "Restarts the machine, sets its clock and name, swaps, reads the kernel's log."

# %% before start
reaches("reboot", 0, 0, 0, 0)
reaches("swapon", b"/no/such/file", 0)
reaches("settimeofday", 1, 0)
reaches("clock_settime", 0, 1)
reaches("acct", b"/no/such/file")
reaches("quotactl", 0, 0, 0, 0)
result, _ = syscall("sethostname", b"attacked", 8)
if result == 0:
    escaped("set the host name")
if syscall("syslog", 3, ctypes.create_string_buffer(4096), 4096)[0] > 0:
    escaped("read the kernel's log")
