# tries = "Sets every kind of user and group id to 0."

# %% before start
libc = ctypes.CDLL(None, use_errno=True)
before = (os.getresuid(), os.getresgid())
host_root = attempt(lambda: open("/proc/self/uid_map").read().split()) or []
for action in (os.setuid, os.setgid, os.seteuid, os.setegid):
    attempt(action, 0)
attempt(os.setresuid, 0, 0, 0)
attempt(os.setgroups, [0])
libc.setfsuid(0)
if 0 not in before[0] and 0 in os.getresuid() and host_root[1:2] == ["0"]:
    escaped("became root")
