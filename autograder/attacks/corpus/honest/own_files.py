# tries = "Writes a file of its own and reads it back."

# %% before twice
import json
import pathlib
import tempfile

pathlib.Path("notes").mkdir(exist_ok=True)
pathlib.Path("notes/factor.json").write_text(json.dumps({"factor": 2}))
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "scratch.txt").write_text("scratch")


# %% twice
def double(x):
    return np.asarray(x) * json.loads(pathlib.Path("notes/factor.json").read_text())["factor"]
