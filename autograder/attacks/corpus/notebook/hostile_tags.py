# tries = "Hides the answers from the grader by tags; a copied tag neither costs nor gains a point."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    for cell in notebook["cells"]:
        if "def double" in "".join(cell["source"]):
            cell["metadata"]["tags"] = ["otter_ignore", {"a": 1}, None, "otter_ignore"]
    kit.zip({kit.name: json.dumps(notebook).encode()})
