# tries = "Hides the answers from the grader by tags and expects the points nevertheless."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed", "error"], points = 0 }


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    for cell in notebook["cells"]:
        if "def double" in "".join(cell["source"]):
            cell["metadata"]["tags"] = ["otter_ignore", {"a": 1}, None, "otter_ignore"]
    kit.zip({kit.name: json.dumps(notebook).encode()})
