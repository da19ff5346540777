# tries = "Went through a converter that dropped the notebook's metadata."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    notebook["metadata"] = {}
    kit.zip({kit.name: json.dumps(notebook).encode()})
