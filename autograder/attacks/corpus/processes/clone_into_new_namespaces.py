# tries = "Clones a child into fresh namespaces, where it would be root."

# %% before start
for flag in (0x10000000, 0x20000000, 0x00020000, 0x40000000):
    result, _ = syscall("clone", flag | 17, 0, 0, 0, 0)
    if result == 0:
        os._exit(0)
    if result > 0:
        escaped(f"cloned with flag {flag:#x}")
    arguments = (ctypes.c_ulonglong * 11)(flag, 0, 0, 0, 17)
    result, _ = syscall("clone3", arguments, 88)
    if result == 0:
        os._exit(0)
    if result > 0:
        escaped(f"cloned with flag {flag:#x} by clone3")
