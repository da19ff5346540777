"""Reading, canonical form and errors of notebooks."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.records.errors import NotebookError
from autograder.records.notebook import (
    assignment_id,
    canonical,
    dump_notebook,
    is_canonical,
    is_ignored,
    new_cell,
    new_notebook,
    parse_notebook,
    read_notebook,
    source,
    tags,
    write_notebook,
)


def _executed() -> dict[str, object]:
    notebook = new_notebook([new_cell("code", "x = 1\nx"), new_cell("markdown", "text")], "a1")
    first = notebook["cells"][0]
    first["execution_count"] = 7
    first["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    first["metadata"] = {"tags": [], "ExecuteTime": "today", "colab": {"user": "ada"}}
    notebook["metadata"]["widgets"] = {"state": {}}
    notebook["metadata"]["language_info"]["version"] = "3.12.1"
    return notebook


def test_canonical_form_drops_what_the_last_program_left_behind() -> None:
    clean = canonical(_executed())
    assert clean["cells"][0]["outputs"] == []
    assert clean["cells"][0]["execution_count"] is None
    assert clean["cells"][0]["metadata"] == {}
    assert clean["metadata"] == {
        "autograder": {"assignment": "a1"},
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }


def test_canonical_form_is_valid_and_stays_as_it_is() -> None:
    clean = canonical(_executed())
    assert canonical(clean) == clean
    nbformat.validate(nbformat.from_dict(clean))


def test_canonical_form_can_keep_outputs() -> None:
    first = canonical(_executed(), outputs=True)["cells"][0]
    assert first["outputs"][0]["text"] == "1"
    assert first["execution_count"] == 7


def test_a_one_line_edit_is_a_two_line_diff() -> None:
    notebook = new_notebook([new_cell("code", "a = 1\nb = 2\nc = 3")], "a1")
    before = dump_notebook(notebook).splitlines()
    notebook["cells"][0]["source"][1] = "b = 4\n"
    after = dump_notebook(canonical(notebook)).splitlines()
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


def test_cell_ids_are_kept_and_missing_or_double_ones_are_made_from_the_content() -> None:
    cells = [new_cell("code", "same"), new_cell("code", "same"), new_cell("code", "other")]
    cells[2]["id"] = "chosen"
    first = new_notebook(cells, "a1")
    again = new_notebook([*cells[:2], {**cells[2], "id": "chosen"}], "a1")
    ids = [cell["id"] for cell in first["cells"]]
    assert ids == [cell["id"] for cell in again["cells"]]
    assert len(set(ids)) == 3
    assert ids[2] == "chosen"
    cells[1]["id"] = "chosen"
    repaired = [cell["id"] for cell in new_notebook(cells, "a1")["cells"]]
    assert repaired[1] == "chosen"
    assert repaired[2] != "chosen"


def test_a_written_notebook_reads_back_and_is_canonical(tmp_path: Path) -> None:
    path = tmp_path / "new" / "nb.ipynb"
    write_notebook(path, _executed())
    data = path.read_bytes()
    assert data.endswith(b"}\n")
    assert is_canonical(data, "nb")
    assert not is_canonical(data.rstrip(), "nb")
    assert source(read_notebook(path)["cells"][0]) == "x = 1\nx"
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "nb.ipynb"
    write_notebook(path, _executed())
    old = path.read_bytes()
    broken = _executed()
    broken["metadata"]["autograder"] = {"assignment": object()}  # type: ignore[index]
    with pytest.raises(TypeError):
        write_notebook(path, broken)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_the_assignment_is_named_by_our_metadata_then_by_otters() -> None:
    notebook = new_notebook([], "a1_convolution")
    assert assignment_id(notebook) == "a1_convolution"
    notebook["metadata"] = {"otter": {"assignment_name": "a2"}, "autograder": "odd"}
    assert assignment_id(notebook) == "a2"
    notebook["metadata"] = {}
    assert assignment_id(notebook) is None


def test_ignored_cells_are_known_by_tag_or_by_otters_metadata() -> None:
    cell = new_cell("code", "train()", tags=["otter_ignore"])
    assert is_ignored(cell)
    assert tags(cell) == ("otter_ignore",)
    cell["metadata"] = {"otter": {"ignore": True}}
    assert is_ignored(cell)
    cell["metadata"] = {"tags": "otter_ignore"}
    assert not is_ignored(cell)
    assert tags(cell) == ()


CELL = {"cell_type": "code", "metadata": {}, "source": "x"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a notebook"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"cells": "\\ud800"}', "not UTF-8"),
        (b"PK\x03\x04 zip", "not a notebook"),
        (b"[" * 100_000, "not a notebook"),
        (b"9" * 5000, "not a notebook"),
        (b"[1]", "JSON, but not a notebook"),
        (b'{"worksheets": []}', "format 3"),
        (b'{"cells": [], "metadata": {}, "nbformat": 5}', "format 5 is not supported"),
        (b'{"cells": {}, "metadata": {}, "nbformat": 4}', "damaged"),
        (b'{"cells": [], "metadata": [], "nbformat": 4}', "damaged"),
        *(
            (
                json.dumps(
                    {"cells": [CELL, {**CELL, **change}], "metadata": {}, "nbformat": 4}
                ).encode(),
                "cell 2 is damaged",
            )
            for change in (
                {"cell_type": "heading"},
                {"metadata": None},
                {"source": 3},
                {"source": ["a", 3]},
            )
        ),
    ],
)
def test_a_bad_file_is_told_with_its_name(content: bytes, words: str) -> None:
    with pytest.raises(NotebookError, match=words) as caught:
        parse_notebook(content, "ada.ipynb")
    assert str(caught.value).startswith("ada.ipynb: ")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"none\.ipynb: cannot be read"):
        read_notebook(tmp_path / "none.ipynb")


def test_opening_notebooks_compiles_no_grammar() -> None:
    """From 4.25 on jsonschema makes a parser for IRIs at its import, a second of every start."""
    code = "import sys, autograder.records.notebook; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
