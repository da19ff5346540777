# tries = "Leaves files for the next student's worker; the honest one after it looks for them."

# %% before start
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/box", os.getcwd(), "/", "/proc/self/cwd"):
    path = os.path.join(folder, PLACES["token"] + "-left")
    attempt(lambda: open(path, "w").write("for the next one"))
