# tries = "Fills the kernel's memory with pipes."

# %% before start
import fcntl

count = 0
try:
    while count < 1000:
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        attempt(fcntl.fcntl, writer, 1031, 1 << 20)
        attempt(os.write, writer, b"x" * (1 << 20))
        count += 1
except OSError:
    pass
if count > 300:
    escaped(f"has {count} full pipes")
