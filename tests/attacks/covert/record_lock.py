# tries = "Sends bits through record locks on a shared file."

# %% before start
import fcntl
import struct

import numpy as np

lock = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 0, 0)
for path in (np.__file__, os.path.realpath(sys.executable), "/dev/null"):
    descriptor = attempt(os.open, path, os.O_RDONLY)
    if descriptor is not None:
        for command in (fcntl.F_SETLK, 37):
            if allowed(fcntl.fcntl, descriptor, command, lock):
                escaped(f"takes a record lock on {path} by command {command}")
