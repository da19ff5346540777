# tries = "Is of notebook format 4.0, which knows no cell ids."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        cell.pop("id", None)
    kit.zip({kit.name: json.dumps(notebook).encode()})
