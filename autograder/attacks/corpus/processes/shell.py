# tries = "Starts a shell in every way that Python knows."

# %% before start
import subprocess

for command in ("/bin/sh", "/bin/bash", "/usr/bin/env", "/usr/bin/python3", sys.executable):
    if attempt(subprocess.run, [command, "-c", "exit 0"], timeout=1) is not None:
        escaped("started " + command)
    if attempt(os.posix_spawn, command, [command, "-c", "exit 0"], {}) is not None:
        escaped("spawned " + command)
if attempt(os.system, "exit 0") == 0:
    escaped("os.system works")
attempt(os.popen, "exit 0")
