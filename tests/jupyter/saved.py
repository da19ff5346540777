"""Notebooks as programs save them: formats 3 and 4, services, damage that is none."""

import json
from typing import Any

from tests.jupyter.row import Row, saved

Notebook = dict[str, Any]


def _codes(content: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in content["cells"] if cell["cell_type"] == "code"]


def _minor(number: int):
    def change(content: Notebook) -> Notebook:
        content["nbformat_minor"] = number
        if number < 5:
            for cell in content["cells"]:
                del cell["id"]
        return content

    return change


def _lines(content: Notebook) -> Notebook:
    for cell in content["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return content


def _colab(content: Notebook) -> Notebook:
    content = _minor(0)(content)
    content["metadata"]["colab"] = {"provenance": [], "toc_visible": True}
    content["metadata"]["accelerator"] = "GPU"
    for number, cell in enumerate(content["cells"]):
        cell["metadata"] = {"id": f"zX{number}", "colab": {"base_uri": "x"}, "cellView": "form"}
    return content


def _kaggle(content: Notebook) -> Notebook:
    content["metadata"]["kaggle"] = {
        "accelerator": "none",
        "dataSources": [],
        "isGpuEnabled": False,
    }
    for cell in _codes(content):
        cell["metadata"] = {"_uuid": "d629", "_cell_guid": "b107", "trusted": True}
    return _minor(4)(content)


def _deepnote(content: Notebook) -> Notebook:
    content["metadata"].update(deepnote_notebook_id="4f", deepnote_execution_queue=[])
    for cell in content["cells"]:
        cell["metadata"] = {"cell_id": "00", "deepnote_cell_type": "code", "tags": []}
    return content


def _vscode(content: Notebook) -> Notebook:
    content["metadata"]["vscode"] = {"interpreter": {"hash": "31f2"}}
    for cell in _codes(content):
        cell["metadata"] = {"vscode": {"languageId": "python"}}
    return content


def _databricks(content: Notebook) -> Notebook:
    content["metadata"]["application/vnd.databricks.v1+notebook"] = {"language": "python"}
    for cell in _codes(content):
        cell["metadata"] = {"application/vnd.databricks.v1+cell": {"nuid": "0", "title": ""}}
    return content


def _outputs(content: Notebook) -> Notebook:
    for number, cell in enumerate(_codes(content)):
        cell["execution_count"] = 40 - number
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["x\n"]}]
    return content


def _attachment(content: Notebook) -> Notebook:
    content["cells"][0]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    content["cells"][0]["source"] += "\n![a](attachment:a.png)"
    return content


def _carriage_returns(content: Notebook) -> Notebook:
    for cell in content["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return content


def _mark(content: Notebook) -> bytes:
    return b"\xef\xbb\xbf" + json.dumps(content).encode()


def _half(content: Notebook) -> Notebook:
    _codes(content)[0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "\ud83d"}]
    return content


def _no_checks(content: Notebook) -> Notebook:
    content["cells"] = [c for c in content["cells"] if "grader.check" not in c["source"]]
    return content


def _more_metadata(content: Notebook) -> Notebook:
    content["metadata"].update(toc={"base_numbering": 1}, varInspector={}, widgets={})
    content["metadata"]["kernelspec"]["display_name"] = "my env (Python 3.12)"
    return content


def _format_3(content: Notebook) -> Notebook:
    import nbformat

    four = nbformat.from_dict(_minor(0)(content))
    three = json.loads(json.dumps(nbformat.convert(four, 3)))
    three["metadata"]["autograder"] = {"assignment": "corpus"}
    return three


def _kinds(content: Notebook) -> Notebook:
    content["cells"].insert(1, {"cell_type": "raw", "metadata": {}, "source": "raw", "id": "raw"})
    return content


ROWS: list[Row] = [
    saved("format 4.0", _minor(0)),
    saved("format 4.4", _minor(4)),
    saved("a format to come, 4.9", _minor(9)),
    saved("format 3", _format_3),
    saved("sources in lines", _lines),
    saved("Colab", _colab),
    saved("Kaggle's metadata", _kaggle),
    saved("Deepnote's metadata", _deepnote),
    saved("VS Code's metadata", _vscode),
    saved("Databricks' metadata", _databricks),
    saved("old outputs and counts", _outputs),
    saved("an attachment", _attachment),
    saved("carriage returns", _carriage_returns),
    Row(
        "a byte order mark",
        otter="NotJSONError",
        why="Otter's reader takes no byte order mark",
        change=_mark,
    ),
    saved("half a character in an output", _half),
    saved("no check cells", _no_checks),
    saved("metadata of extensions", _more_metadata),
    saved("a raw cell", _kinds),
]
