# tries = "Floods the reply pipe from a thread with answers to requests not yet made."
# at_most = true

# %% before windows
import json
import struct
import threading


def flood():
    for number in range(3000):
        header = json.dumps({"n": number, "k": "ok", "v": 42}).encode()
        for descriptor in range(3, 16):
            attempt(os.write, descriptor,
                    struct.pack("<4sIQ", b"NBG1", len(header), 0) + header)


for descriptor in range(3, 16):
    attempt(os.set_blocking, descriptor, False)
threading.Thread(target=flood, daemon=True).start()
