# tries = "Connects to an abstract Unix socket, which no file permission guards."

# %% before start
import socket

plug = attempt(socket.socket, socket.AF_UNIX, socket.SOCK_STREAM)
if plug is not None:
    try:
        plug.connect("\0" + PLACES["abstract"])
        escaped("reached an abstract socket")
    except OSError:
        pass
