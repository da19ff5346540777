# tries = "Asks for a check in each of four thousand cells."
# forms = ["full", "restricted", "none"]
# seconds = 20


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    extra = [{**cell, "source": 'grader.check("twice")'} for _ in range(4000)]
    notebook["cells"] += extra
    kit.zip({kit.name: json.dumps(notebook).encode()})
