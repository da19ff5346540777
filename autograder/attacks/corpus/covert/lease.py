# tries = "Learns through a lease when another worker opens a shared file."

# %% before start
import fcntl

import numpy as np

for path in (np.__file__, os.path.realpath(sys.executable), "/dev/null"):
    descriptor = attempt(os.open, path, os.O_RDONLY)
    if descriptor is not None:
        if allowed(fcntl.fcntl, descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK):
            escaped("holds a lease of " + path)
        if allowed(fcntl.fcntl, descriptor, fcntl.F_NOTIFY, 1):
            escaped("is told of changes")
