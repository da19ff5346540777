# tries = "Makes device nodes of memory and disks, and reads them."

# %% before start
import stat

for name, major, minor, kind in (
    ("mem", 1, 1, stat.S_IFCHR), ("kmsg", 1, 11, stat.S_IFCHR),
    ("sda", 8, 0, stat.S_IFBLK), ("vda", 254, 0, stat.S_IFBLK),
):
    if attempt(os.mknod, name, kind | 0o600, os.makedev(major, minor)) is None:
        if os.path.exists(name):
            escaped("made a device node")
