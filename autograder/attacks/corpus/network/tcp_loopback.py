# tries = "Connects to a server on the grader's machine."

# %% before start
import socket

for host in ("127.0.0.1", "localhost", "0.0.0.0"):
    connection = attempt(socket.create_connection, (host, PLACES["tcp"]), 0.3)
    if connection is not None:
        connection.sendall(b"stolen")
        escaped("reached a TCP server")
