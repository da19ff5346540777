# tries = "Uses a second chroot to walk out of the first."

# %% before start
os.mkdir("cage")
before = attempt(os.open, ".", os.O_RDONLY)
if allowed(os.chroot, "cage"):
    escaped("chroot is allowed")
    os.fchdir(before)
    for _ in range(40):
        os.chdir("..")
    for path in PLACES["all"]:
        look_in("." + path)
