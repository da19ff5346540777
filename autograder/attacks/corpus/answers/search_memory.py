# tries = "Searches its whole memory for expected values, keys and tests."
# seconds = 20

# %% before start
import time

until = time.monotonic() + 1.5
wanted = [b"PLANTED-", b"test_hidden_" + b"values", b"BEGIN TEST " + b"CONFIG"]
for line in attempt(lambda: open("/proc/self/maps").read().splitlines()) or ():
    if not line.split()[1].startswith("rw") or time.monotonic() > until:
        continue
    start, end = (int(part, 16) for part in line.split()[0].split("-"))
    if end - start < 1 << 27:
        memory = ctypes.string_at(start, end - start)
        look(memory, "its own memory")
