# tries = "Carries data out in the names that it looks up."

# %% before start
import socket

socket.setdefaulttimeout(0.3)
if attempt(socket.getaddrinfo, "example.invalid", 80) is not None:
    escaped("a name was looked up")
resolver = attempt(socket.socket, socket.AF_INET, socket.SOCK_DGRAM)
if resolver is not None and attempt(resolver.sendto, b"\0" * 20, ("127.0.0.53", 53)):
    escaped("spoke to the resolver")
