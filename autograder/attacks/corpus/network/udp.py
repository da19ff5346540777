# tries = "Sends a datagram to the grader's machine."

# %% before start
import socket

plug = attempt(socket.socket, socket.AF_INET, socket.SOCK_DGRAM)
if plug is not None:
    for _ in range(3):
        if attempt(plug.sendto, b"stolen", ("127.0.0.1", PLACES["udp"])) is not None:
            escaped("sent a datagram")
