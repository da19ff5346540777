# tries = "Writes one file larger than a file may be."

# %% before start
written = 0
try:
    with open("large", "wb", buffering=0) as stream:
        while written < 1 << 27:
            written += stream.write(b"x" * (1 << 20))
except OSError:
    pass
if written > 1 << 25:
    escaped(f"one file of {written >> 20} MiB")
