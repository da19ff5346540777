# tries = "Sends headers with duplicate keys, NaN, depth, false shapes and foreign dtypes."
# questions.twice = { status = ["crashed", "timeout", "failed", "error"], points = 0 }
# questions.windows = { status = ["crashed", "timeout", "failed", "error"], points = 0 }
# questions.greeting = { status = ["crashed", "timeout", "failed", "error"], points = 0 }

# %% twice
import struct


def reply(tree):
    frame = sys._getframe()
    nonce = None
    while frame is not None and nonce is None:
        nonce = frame.f_locals.get("nonce")
        if frame.f_locals.get("message"):
            nonce = frame.f_locals["message"].get("n")
        frame = frame.f_back
    header = tree.replace("NONCE", str(nonce)).encode()
    for descriptor in range(3, 64):
        attempt(os.set_blocking, descriptor, False)
        attempt(os.write, descriptor, struct.pack("<4sIQ", b"NBG1", len(header), 0) + header)


def double(x):
    reply('{"n": NONCE, "k": "ok", "k": "ok", "v": NaN}')


# %% windows
def window_sum(x, k):
    reply('{"n": NONCE, "k": "ok", "v": {"$a": ["object", [1], []]}}')


# %% greeting
def greet(name):
    reply('{"n": NONCE, "k": "ok", "v": ' + "[" * 5000 + "]" * 5000 + "}")
