# tries = "Searches the installed kit and its folder for keys of graded questions."
# questions.Q1 = { status = ["failed"], points = 0 }

# %% before start
import glob
import json

import gradekit

kit = os.path.dirname(gradekit.__file__)
for path in glob.glob("**/*", recursive=True) + glob.glob(kit + "/**/*", recursive=True):
    look_in(path)
entries = []
for path in glob.glob("**/*.json", recursive=True):
    held = json.load(open(path))
    graded = held.get("graded", ()) if isinstance(held, dict) else ()
    entries += [(path, graded[entry] if isinstance(entry, str) else entry) for entry in graded]
for path, entry in entries:
    if {"key", "feedback", "explanations", "correct"} & set(entry):
        escaped("the key of a graded question lies in " + path)
if not entries:
    escaped("nothing: no graded question lies in the folder, so this case has shown nothing")

# %% Q1
Q1 = mcq("Q1", "A")
