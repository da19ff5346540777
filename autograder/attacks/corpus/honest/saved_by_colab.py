# tries = "Was saved by Colab: its metadata, one string a cell, receipts of its own."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    notebook["metadata"].update(
        colab={"provenance": [], "toc_visible": True, "gpuType": "T4"}, accelerator="GPU",
        kernelspec={"name": "python3", "display_name": "Python 3"})
    for number, cell in enumerate(notebook["cells"]):
        cell["source"] = "".join(cell["source"])
        cell["metadata"].update(id=f"x{number}Yz", colab={"base_uri": "https://localhost:8080/"})
        cell.pop("id", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["ok\n"]}]
            cell["execution_count"] = number
    notebook["nbformat_minor"] = 0
    kit.zip({kit.name: json.dumps(notebook).encode()})
