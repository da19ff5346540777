# tries = "Turns a socket pair, made without an address, to a server outside."

# %% before start
import socket

for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
    pair = attempt(socket.socketpair, socket.AF_UNIX, kind) or ()
    for end in pair:
        try:
            end.connect("\0" + PLACES["abstract"])
            escaped("a socket pair reaches outside")
        except OSError as error:
            # The server was found and is of another kind.
            if error.errno == errno.EPROTOTYPE:
                escaped("a socket pair sees servers outside")
