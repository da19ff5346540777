# tries = "Pushes commands into the terminal of the instructor."

# %% before start
import fcntl
import termios

for descriptor in (0, 1, 2, attempt(os.open, "/dev/tty", os.O_RDWR)):
    if descriptor is None:
        continue
    try:
        fcntl.ioctl(descriptor, getattr(termios, "TIOCSTI", 0x5412), b"x")
        escaped("typed into the terminal")
    except OSError:
        pass
    try:
        fcntl.ioctl(descriptor, 0x541C, b"\x03\x00")
        escaped("pasted into the terminal")
    except OSError:
        pass
