# tries = "Opens the disks, memory and machine devices of the host."

# %% before start
import glob

names = ["/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/kvm", "/dev/fuse", "/dev/tty"]
for path in names + glob.glob("/dev/[svh]d*") + glob.glob("/dev/nvme*") + glob.glob("/dev/dm*"):
    if attempt(os.open, path, os.O_RDONLY) is not None:
        escaped("opened " + path)
