# tries = "Sends raw packets."

# %% before start
import socket

for family, kind, protocol in ((17, 3, 3), (2, 3, 1), (2, 2, 1), (10, 3, 58)):
    if attempt(socket.socket, family, kind, protocol) is not None:
        escaped("has a raw socket")
