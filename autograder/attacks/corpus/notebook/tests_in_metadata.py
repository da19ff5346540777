# tries = "Puts tests, points and ignore marks into the metadata of the notebook and its cells."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed", "error"], points = 0 }


def make(kit):
    import json

    notebook = json.loads(kit.notebook("# %% q1_1\ndef double(x):\n    return None\n"))
    test = {"name": "q1_1", "points": 3, "suites": [{"cases": [], "type": "doctest"}]}
    notebook["metadata"]["otter"] = {"OK_FORMAT": True, "tests": {"q1_1": test},
                                     "assignment_name": "target", "points": 100}
    for cell in notebook["cells"]:
        cell["metadata"]["otter"] = {"tests": ["q1_1", "q1_1", 7, None], "points": 9}
    kit.zip({kit.name: json.dumps(notebook).encode()})
