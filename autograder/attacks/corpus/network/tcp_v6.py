# tries = "Connects over IPv6."

# %% before start
import socket

plug = attempt(socket.socket, socket.AF_INET6, socket.SOCK_STREAM)
if plug is not None:
    plug.settimeout(0.3)
    try:
        plug.connect(("::ffff:127.0.0.1", PLACES["tcp"]))
        escaped("reached a TCP server over IPv6")
    except OSError:
        pass
