# tries = "Asks the kernel over netlink about interfaces, routes and processes."

# %% before start
import socket

for protocol in (0, 2, 9, 15, 16):
    if attempt(socket.socket, 16, socket.SOCK_RAW, protocol) is not None:
        escaped(f"netlink protocol {protocol} answers")
