# tries = "Sends bits to another live worker through locks on a shared read-only file."

# %% before start
import fcntl

import numpy as np

for path in (np.__file__, os.__file__, os.path.realpath(sys.executable), "/dev/null"):
    both = [attempt(os.open, path, os.O_RDONLY) for _ in range(2)]
    if None in both:
        continue
    # A lock that another opening of the file does not feel is none: nothing can be told by it.
    first = allowed(fcntl.flock, both[0], fcntl.LOCK_EX | fcntl.LOCK_NB)
    if first and not allowed(fcntl.flock, both[1], fcntl.LOCK_EX | fcntl.LOCK_NB):
        escaped("locks " + path)
