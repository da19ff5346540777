from autograder.records import files


def make(draft, folder):
    """The solution as Colab saves it: its metadata, format 4.0, no cell ids, sources as lists."""
    book = draft.notebook
    book["metadata"]["colab"] = {
        "provenance": [{"file_id": "1aB", "timestamp": 1760000000000}],
        "toc_visible": True,
    }
    book["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    book["nbformat_minor"] = 0
    for number, cell in enumerate(book["cells"]):
        del cell["id"]
        cell["metadata"] |= {"id": f"qX{number}", "colab": {"base_uri": "https://localhost:8080/"}}
        if cell["cell_type"] == "code":
            cell["execution_count"] = number + 1
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["fine\n"]}]
    files.write_bytes(folder / draft.name, draft.notebook_bytes())
