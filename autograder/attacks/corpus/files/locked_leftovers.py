# tries = "Leaves folders and files that cannot be entered, read or deleted easily."

# %% before start
import fcntl

os.makedirs("a/" * 60)
for number in range(20):
    os.mkdir(f"locked{number}")
    open(f"locked{number}/file", "w").close()
    os.chmod(f"locked{number}", 0)
flags = ctypes.c_long(0x10)
attempt(fcntl.ioctl, os.open("a", os.O_RDONLY), 0x40086602, flags)
os.chmod(".", 0)
