# tries = "Claims arrays whose size overflows, from its own request's nonce."
# questions.twice = { status = ["crashed", "timeout", "failed", "error"], points = 0 }

# %% twice
import struct


def double(x):
    frame = sys._getframe()
    while frame is not None and "message" not in frame.f_locals:
        frame = frame.f_back
    nonce = frame.f_locals["message"].get("n") if frame else 0
    tree = '{"n": %s, "k": "ok", "v": {"$a": ["float64", [4294967296, 4294967296, 2], []]}}'
    header = (tree % nonce).encode()
    for descriptor in range(3, 64):
        attempt(os.set_blocking, descriptor, False)
        attempt(os.write, descriptor, struct.pack("<4sIQ", b"NBG1", len(header), 0) + header)
