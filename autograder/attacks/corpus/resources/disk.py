# tries = "Fills the disk."

# %% before start
written = 0
for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
    for number in range(40):
        try:
            with open(f"{folder}/{PLACES['token']}{number}", "wb") as stream:
                written += stream.write(b"x" * (1 << 20))
        except (OSError, MemoryError):
            break
if written > 40 << 20:
    escaped(f"wrote {written >> 20} MiB")
