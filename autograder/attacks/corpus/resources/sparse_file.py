# tries = "Makes a file of a terabyte that takes no room until somebody copies it."

# %% before start
with open("sparse", "wb") as stream:
    attempt(stream.truncate, 1 << 40)
if os.path.getsize("sparse") > 1 << 30:
    escaped("a sparse file of a terabyte")
