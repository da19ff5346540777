# tries = "Walks the whole file system and searches every small file for a secret."
# seconds = 12

# %% before start
import time

until = time.monotonic() + 1.2
roots = ["/tmp", "/home", "/root", "/var", "/srv", "/opt", "/etc", "/run", "/mnt", "/"]
roots = [os.path.dirname(path) for path in PLACES["all"]] + roots
for root in roots:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in ("proc", "sys", "site-packages")]
        for name in names:
            path = os.path.join(folder, name)
            if time.monotonic() < until and os.path.isfile(path):
                look_in(path, 1 << 16)
        if time.monotonic() > until:
            break
