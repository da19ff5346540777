# tries = "Hands in cells whose parts are of every wrong type."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    notebook["cells"] += [{"cell_type": ["code"], "metadata": 3, "source": {"a": 1}}, None, 7, "x"]
    kit.zip({kit.name: json.dumps(notebook).encode()})
