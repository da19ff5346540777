# tries = "Raises its own resource limits."

# %% before start
import resource

for name in ("AS", "CPU", "FSIZE", "NOFILE", "NPROC", "CORE", "MEMLOCK", "DATA", "STACK"):
    kind = getattr(resource, "RLIMIT_" + name)
    hard = resource.getrlimit(kind)[1]
    if hard == resource.RLIM_INFINITY:
        continue
    for wish in (resource.RLIM_INFINITY, hard * 2 + 1):
        try:
            resource.setrlimit(kind, (wish, wish))
            escaped(f"raised {name}")
        except (OSError, ValueError):
            pass
libc = ctypes.CDLL(None, use_errno=True)
limit = (ctypes.c_ulong * 2)(2**40, 2**40)
for pid in (PLACES["grader"], PLACES["parent"]):
    if libc.prlimit(pid, 9, limit, None) == 0:
        escaped("changed a limit of the grader")
