# tries = "Tries the rarer socket families: vsock, kernel crypto, Bluetooth, packet radio."

# %% before start
import socket

for family in (40, 38, 31, 29, 3, 9, 30, 44):
    for kind in (1, 2, 3, 5):
        if attempt(socket.socket, family, kind, 0) is not None:
            escaped(f"has a socket of family {family}")
