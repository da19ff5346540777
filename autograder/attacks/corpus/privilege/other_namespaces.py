# tries = "Makes mount, network, process, host name, message and cgroup namespaces."

# %% before start
for flag in (0x00020000, 0x40000000, 0x20000000, 0x04000000, 0x08000000, 0x02000000, 0x80):
    if syscall("unshare", flag)[0] == 0:
        escaped(f"has namespaces of its own, flag {flag:#x}")
