# tries = "Opens a server of its own."

# %% before start
import socket

for family, address in ((socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, "server")):
    plug = attempt(socket.socket, family, socket.SOCK_STREAM)
    if plug is not None:
        try:
            plug.bind(address)
            plug.listen()
            escaped("listens")
        except OSError:
            pass
