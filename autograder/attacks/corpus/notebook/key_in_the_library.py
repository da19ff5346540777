# tries = "Searches the installed libraries and its folder for keys of graded questions."
# questions.Q1 = { status = ["failed"], points = 0 }

# %% before start
import glob
import json

import cnnkit

for path in glob.glob("**/*", recursive=True) + glob.glob(os.path.dirname(cnnkit.__file__) + "/*"):
    look_in(path)
for path in glob.glob("*.json"):
    held = json.load(open(path))
    for entry in held.get("graded", ()) if isinstance(held, dict) else ():
        entry = held["graded"][entry] if isinstance(entry, str) else entry
        if {"key", "feedback", "correct"} & set(entry):
            escaped("the key of a graded question lies in " + path)

# %% Q1
Q1 = mcq("Q1", "A")
