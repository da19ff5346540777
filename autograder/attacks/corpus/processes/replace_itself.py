# tries = "Replaces itself by another program that keeps the pipes."

# %% before start
for command in ("/bin/sh", "/bin/cat", "/usr/bin/python3", sys.executable):
    attempt(os.execv, command, [command, "-c", "echo ESC''APED another program runs"])
