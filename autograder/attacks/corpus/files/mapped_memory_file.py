# tries = "Writes through /proc/self/mem into pages of shared libraries for later workers."

# %% before start
import numpy as np

path = np.__file__
with open(path, "rb") as stream:
    import mmap

    for flags in (mmap.MAP_SHARED,):
        view = attempt(mmap.mmap, stream.fileno(), 4096, flags, mmap.PROT_READ | mmap.PROT_WRITE)
        if view is not None:
            escaped("has NumPy's source mapped for writing")
if attempt(open, path, "r+b"):
    escaped("opened NumPy's source for writing")
