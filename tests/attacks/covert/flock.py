# tries = "Sends bits to another live worker through locks on a shared read-only file."

# %% before start
import fcntl

import numpy as np

for path in (np.__file__, os.__file__, os.path.realpath(sys.executable), "/dev/null"):
    descriptor = attempt(os.open, path, os.O_RDONLY)
    if descriptor is not None:
        if allowed(fcntl.flock, descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB):
            escaped("locks " + path)
