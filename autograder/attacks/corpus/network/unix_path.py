# tries = "Connects to a Unix socket by its path."

# %% before start
import socket

for path in (PLACES["unix"], "/var/run/docker.sock", "/run/dbus/system_bus_socket"):
    plug = attempt(socket.socket, socket.AF_UNIX, socket.SOCK_STREAM)
    if plug is not None:
        try:
            plug.connect(path)
            escaped("reached " + path)
        except OSError:
            pass
