# tries = "Writes a message into the host name."

# %% before start
result, _ = syscall("sethostname", b"message", 7)
if result == 0:
    escaped("set the host name")
libc = ctypes.CDLL(None, use_errno=True)
if libc.setdomainname(b"message", 7) == 0:
    escaped("set the domain name")
