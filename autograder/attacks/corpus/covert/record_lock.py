# tries = "Sends bits through record locks on a shared file."

# %% before start
import fcntl
import struct

import numpy as np

LAYOUT = "hhqqi4x"
WANTED = struct.pack(LAYOUT, fcntl.F_RDLCK, 0, 0, 0, 0)
ASKED = struct.pack(LAYOUT, fcntl.F_WRLCK, 0, 0, 0, 0)
OFD_GET, OFD_SET = 36, 37

for path in (np.__file__, os.path.realpath(sys.executable), "/dev/null"):
    both = [attempt(os.open, path, os.O_RDONLY) for _ in range(2)]
    if None in both:
        continue
    for command in (fcntl.F_SETLK, OFD_SET):
        if allowed(fcntl.fcntl, both[0], command, WANTED):
            # Whether it is felt elsewhere: another opening asks who is in its way.
            answer = attempt(fcntl.fcntl, both[1], OFD_GET, ASKED)
            if answer is not None and struct.unpack(LAYOUT, answer)[0] != fcntl.F_UNLCK:
                escaped(f"takes a record lock on {path} by command {command}")
