# tries = "Lists the other processes of the machine."
# forms = ["full"]

# %% before start
seen = [name for name in attempt(os.listdir, "/proc") or () if name.isdigit()]
if len(seen) > 2:
    escaped(f"sees {len(seen)} processes")
alive = 0
for pid in (PLACES["grader"], PLACES["parent"]):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        continue
    except PermissionError:
        continue
    alive += pid != os.getpid()
if alive:
    escaped("can tell that the grader lives")
