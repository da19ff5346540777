from autograder.records import files


def make(draft, folder):
    """The solution with thirty pictures of a megabyte each in its outputs."""
    picture = "iVBORw0KGgo" + "A" * 1_000_000
    shown = {"output_type": "display_data", "data": {"image/png": picture}, "metadata": {}}
    code = [cell for cell in draft.notebook["cells"] if cell["cell_type"] == "code"]
    code[0]["outputs"] = [shown] * 30
    files.write_bytes(folder / draft.name, draft.notebook_bytes())
