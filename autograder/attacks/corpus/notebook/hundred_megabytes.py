# tries = "Hands in a notebook of a hundred megabytes."
# forms = ["full", "restricted", "none"]
# refused = "yes"


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "x" * 100_000_000})
    kit.zip({kit.name: json.dumps(notebook).encode()})
