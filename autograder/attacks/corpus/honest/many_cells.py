# tries = "Tried a lot: four hundred more cells."
# forms = ["full", "restricted", "none"]
# seconds = 20


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    middle = len(notebook["cells"]) // 2
    notebook["cells"][middle:middle] = [{**cell, "source": f"y{n} = {n}"} for n in range(400)]
    kit.zip({kit.name: json.dumps(notebook).encode()})
