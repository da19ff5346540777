# tries = "Watches which shared files another worker opens."

# %% before start
import numpy as np

result, _ = syscall("inotify_init1", 0)
libc = ctypes.CDLL(None, use_errno=True)
if result >= 0:
    for path in (np.__file__, os.path.realpath(sys.executable), "/"):
        if libc.inotify_add_watch(result, path.encode(), 0xFFF) >= 0:
            escaped("watches " + path)
