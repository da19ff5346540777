# tries = "Sends descriptors over a socket pair to smuggle them past the filter."

# %% before start
import socket

pair = attempt(socket.socketpair)
if pair is not None:
    attempt(socket.send_fds, pair[0], [b"x"], [0])
    for end in pair:
        try:
            end.connect("\0" + PLACES["abstract"])
            escaped("a socket pair reaches outside")
        except OSError:
            pass
