# tries = "Looks for a file, a folder or a socket among inherited descriptors."

# %% before start
import stat

for descriptor in range(1024):
    info = attempt(os.fstat, descriptor)
    if info is None:
        continue
    if stat.S_ISDIR(info.st_mode):
        for path in PLACES["all"]:
            if attempt(os.open, path.lstrip("/"), os.O_RDONLY, dir_fd=descriptor) is not None:
                escaped(f"reached {path} through descriptor {descriptor}")
    elif stat.S_ISREG(info.st_mode):
        look(attempt(os.pread, descriptor, 1 << 20, 0) or b"", f"descriptor {descriptor}")
    elif stat.S_ISSOCK(info.st_mode):
        escaped(f"descriptor {descriptor} is a socket")
