# tries = "Reads the compiled tests, the release and the solution by their real paths."

# %% before start
import zipfile

for place in ("hidden", "release", "solution", "sources"):
    path = PLACES[place]
    look_in(path)
    if attempt(zipfile.is_zipfile, path):
        for name in zipfile.ZipFile(path).namelist():
            look(zipfile.ZipFile(path).read(name), path)
    for name in attempt(os.listdir, path) or ():
        look_in(os.path.join(path, name))
    if attempt(os.open, path, os.O_RDONLY) is not None:
        escaped("opened " + path)
