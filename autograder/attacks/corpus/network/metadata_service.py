# tries = "Asks a cloud's metadata address for credentials."

# %% before start
import socket
import urllib.request

plug = attempt(socket.socket)
if plug is not None:
    plug.settimeout(0.2)
    try:
        plug.connect(("169.254.169.254", 80))
        escaped("reached the metadata address")
    except OSError:
        pass
