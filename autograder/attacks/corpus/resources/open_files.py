# tries = "Opens files until no descriptor is left, closes them and answers."

# %% before start
hoard = []
try:
    while len(hoard) < 5000:
        hoard.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
if len(hoard) > 1000:
    escaped(f"holds {len(hoard)} descriptors")
for descriptor in hoard:
    os.close(descriptor)
