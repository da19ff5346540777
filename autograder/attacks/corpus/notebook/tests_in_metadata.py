# tries = "Puts tests, points and ignore marks into the metadata of the notebook and its cells."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed", "error"], points = 0 }


def make(kit):
    import json

    notebook = json.loads(kit.notebook("# %% twice\ndef double(x):\n    return None\n"))
    test = {"name": "twice", "points": 3, "suites": [{"cases": [], "type": "doctest"}]}
    notebook["metadata"]["otter"] = {"OK_FORMAT": True, "tests": {"twice": test},
                                     "assignment_name": "target", "points": 100}
    for cell in notebook["cells"]:
        cell["metadata"]["otter"] = {"tests": ["twice", "twice", 7, None], "points": 9}
    kit.zip({kit.name: json.dumps(notebook).encode()})
