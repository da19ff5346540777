# tries = "Climbs out of the working folder by dots and by a folder descriptor."

# %% before start
for path in PLACES["all"]:
    look_in("../" * 30 + path.lstrip("/"))
root = attempt(os.open, "/", os.O_RDONLY)
if root is not None:
    for path in PLACES["all"]:
        found = attempt(os.open, "../../../.." + path, os.O_RDONLY, dir_fd=root)
        if found is not None:
            escaped("opened " + path + " from a descriptor of /")
