# tries = "Hands in ten thousand cells."
# forms = ["full", "restricted", "none"]
# refused = "maybe"


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"] += [{**cell, "source": f"x{number} = {number}"} for number in range(10_000)]
    kit.zip({kit.name: json.dumps(notebook).encode()})
