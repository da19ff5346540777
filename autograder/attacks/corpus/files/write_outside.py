# tries = "Writes files into every folder of the host that it knows of."

# %% before start
import site

folders = ["/", "/etc", "/usr", "/var", "/var/tmp", "/tmp", "/dev/shm", "/root", "/opt", "/run"]
folders += [os.path.dirname(path) for path in PLACES["all"]] + [PLACES["out"], sys.prefix]
for folder in folders + site.getsitepackages():
    attempt(lambda: open(os.path.join(folder, PLACES["token"]), "w").write("here"))
