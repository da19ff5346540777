# tries = "Has plots and outputs of twenty megabytes in it, all valid."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    image = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 1_000_000}}
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number in range(20):
        code[number % len(code)]["outputs"].append(image)
    kit.zip({kit.name: json.dumps(notebook).encode()})
