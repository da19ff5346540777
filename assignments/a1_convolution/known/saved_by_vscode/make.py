from autograder.records import files


def make(draft, folder):
    """The solution as VS Code saves it."""
    book = draft.notebook
    book["metadata"]["kernelspec"] = {
        "display_name": ".venv (3.12.4)",
        "language": "python",
        "name": "python3",
    }
    book["metadata"]["language_info"] = {
        "name": "python",
        "version": "3.12.4",
        "codemirror_mode": {"name": "ipython", "version": 3},
    }
    for number, cell in enumerate(book["cells"]):
        if cell["cell_type"] == "code":
            cell["metadata"]["vscode"] = {"languageId": "python"}
            cell["execution_count"] = number
            data = {"text/plain": ["42"], "text/html": ["<b>42</b>"]}
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "execution_count": number,
                    "data": data,
                    "metadata": {},
                }
            ]
    files.write_bytes(folder / draft.name, draft.notebook_bytes())
