# tries = "Is of notebook format 3, with worksheets."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    cells = []
    for cell in notebook["cells"]:
        older = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        older["input" if cell["cell_type"] == "code" else "source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            older.update(outputs=[], language="python", collapsed=False)
        cells.append(older)
    whole = {"metadata": {**notebook["metadata"], "name": "target"}, "nbformat": 3,
             "nbformat_minor": 0, "worksheets": [{"cells": cells, "metadata": {}}]}
    kit.zip({kit.name: json.dumps(whole).encode()})
