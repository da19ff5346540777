# tries = "Makes a user namespace, to be root in it."

# %% before start
if syscall("unshare", 0x10000000)[0] == 0:
    escaped("has a user namespace of its own")
reaches("setns", 0, 0x10000000)
