# tries = "Was saved by an editor: other indentation, its own metadata, environment of its own."
# forms = ["full", "restricted", "none"]


def make(kit):
    import json

    notebook = json.loads(kit.notebook())
    notebook["metadata"]["kernelspec"] = {"display_name": ".venv (3.12.1)", "name": "python3"}
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.12.1",
                                             "codemirror_mode": {"name": "ipython", "version": 3}}
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}
    kit.zip({kit.name: json.dumps(notebook, indent=4).encode()})
