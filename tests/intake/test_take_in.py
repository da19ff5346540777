"""One student's work: which notebook, which files, which answers, and the words of each refusal."""

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.intake.answers import RECEIPT
from autograder.intake.choose import Wanted
from autograder.intake.find import Found
from autograder.intake.submission import Submission, take_in
from autograder.records.errors import IntakeError

WANTED = Wanted("a1", ("q1", "Q1"), ("Q1", "Q2"), ("answers.json", "model.pt"))


def code(source: str, **more: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    return cell | {"execution_count": None} | more


def book(*cells: dict[str, Any], assignment: str | None = "a1", **metadata: Any) -> dict[str, Any]:
    if assignment:
        metadata["autograder"] = {"assignment": assignment}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


def hand_in(folder: Path, files: dict[str, Any]) -> Submission:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return take_in(Found("ada", folder), WANTED)


def test_only_the_notebook_and_declared_files_are_taken(tmp_path: Path) -> None:
    taken = hand_in(
        tmp_path / "ada",
        {
            "a1.ipynb": book(code("x = 1")),
            "model.pt": b"weights",
            "torch.py": b"raise SystemExit",
            "tests/q1.py": b"",
            "cnnkit/__init__.py": b"",
            "__MACOSX/._a1.ipynb": b"litter",
            ".ipynb_checkpoints/a1-checkpoint.ipynb": book(code("x = 0")),
        },
    )
    assert taken.file == "a1.ipynb"
    assert taken.files == {"model.pt": b"weights"}
    assert [cell.source for cell in taken.cells] == ["x = 1"]


def test_the_hash_covers_notebook_and_files(tmp_path: Path) -> None:
    first = hand_in(tmp_path / "1", {"a1.ipynb": book(), "model.pt": b"1"})
    again = hand_in(tmp_path / "2", {"a1.ipynb": book(), "model.pt": b"1"})
    other = hand_in(tmp_path / "3", {"a1.ipynb": book(), "model.pt": b"2"})
    assert first.sha256 == again.sha256 != other.sha256


def test_of_two_notebooks_the_one_of_the_assignment_is_taken(tmp_path: Path) -> None:
    taken = hand_in(
        tmp_path / "ada", {"scratch.ipynb": book(assignment=None), "mine.ipynb": book(code("x"))}
    )
    assert taken.file == "mine.ipynb"


def test_two_notebooks_of_the_assignment_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(
        IntakeError,
        match=r"ada holds 2 notebooks of 'a1' \(a1\.ipynb and copy/a1\.ipynb\); "
        "leave the one to grade",
    ):
        hand_in(tmp_path / "ada", {"a1.ipynb": book(), "copy/a1.ipynb": book()})


def test_a_notebook_of_another_assignment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        IntakeError, match=r"a2\.ipynb is a notebook of assignment 'a2', not of 'a1'; hand in a1"
    ):
        hand_in(tmp_path / "ada", {"a2.ipynb": book(assignment="a2")})


def test_no_notebook_is_said(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"ada holds no notebook; hand in a1\.ipynb or the zip"):
        hand_in(tmp_path / "ada", {"essay.txt": b"Dear all"})


def test_a_folder_named_like_a_notebook_holds_none(tmp_path: Path) -> None:
    (tmp_path / "ada" / "a1.ipynb").mkdir(parents=True)
    with pytest.raises(IntakeError, match="ada holds no notebook"):
        take_in(Found("ada", tmp_path / "ada"), WANTED)


def test_a_lone_notebook_without_metadata_is_known_by_its_checks(tmp_path: Path) -> None:
    taken = hand_in(tmp_path / "1", {"x.ipynb": book(code('grader.check("q1")'), assignment=None)})
    assert taken.file == "x.ipynb"
    with pytest.raises(IntakeError, match="of no assignment of this course"):
        hand_in(tmp_path / "2", {"x.ipynb": book(code('grader.check("q9")'), assignment=None)})


def test_otters_name_of_the_assignment_stands_in(tmp_path: Path) -> None:
    taken = hand_in(
        tmp_path / "1", {"x.ipynb": book(assignment=None, otter={"assignment_name": "a1"})}
    )
    assert taken.file == "x.ipynb"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a notebook"),
        (b"PK\x03\x04", "not a notebook|not UTF-8"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b"[" * 200_000, "not a notebook"),
        (b'{"cells": 1}', "notebook format"),
        (b'{"worksheets": 3, "nbformat": 3}', "format 3"),
        (b'{"worksheets": [{"cells": "x"}], "nbformat": 3, "metadata": {}}', "a1.ipynb"),
    ],
)
def test_what_is_no_notebook_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(IntakeError, match=words):
        hand_in(tmp_path / "ada", {"a1.ipynb": content})


def test_windows_line_ends_and_a_byte_order_mark_are_understood(tmp_path: Path) -> None:
    cells = book(code("x = 1\r\nif x:\r\n    y = 2"))
    text = json.dumps(cells, indent=1).replace("\n", "\r\n").encode()
    taken = hand_in(tmp_path / "ada", {"a1.ipynb": b"\xef\xbb\xbf" + text})
    assert taken.cells[0].source == "x = 1\nif x:\n    y = 2"


def test_a_notebook_of_format_3_is_upgraded(tmp_path: Path) -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "", "autograder": {"assignment": "a1"}},
        "worksheets": [
            {
                "metadata": {},
                "cells": [
                    {"cell_type": "heading", "level": 2, "metadata": {}, "source": "Part"},
                    {
                        "cell_type": "code",
                        "collapsed": False,
                        "input": ["x = 1\n", "y = 2"],
                        "language": "python",
                        "metadata": {},
                        "outputs": [],
                    },
                ],
            }
        ],
    }
    taken = hand_in(tmp_path / "ada", {"a1.ipynb": old})
    assert [cell.source for cell in taken.cells] == ["## Part", "x = 1\ny = 2"]


def test_metadata_of_colab_and_vs_code_does_no_harm(tmp_path: Path) -> None:
    cell = code("x = 1", id="abc") | {"metadata": {"id": "x", "colab": {"base_uri": "u"}}}
    content = book(cell, colab={"provenance": []}, vscode={"interpreter": {"hash": "0"}})
    del content["nbformat_minor"]
    assert len(hand_in(tmp_path / "ada", {"a1.ipynb": content}).cells) == 1


def test_ignored_cells_are_marked_and_numbered_as_in_the_notebook(tmp_path: Path) -> None:
    ignored = code("plot()") | {"metadata": {"tags": ["otter_ignore"]}}
    taken = hand_in(tmp_path / "ada", {"a1.ipynb": book(ignored, code("x = 1"))})
    assert [(cell.number, cell.ignored) for cell in taken.cells] == [(1, True), (2, False)]


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    secret.write_text(json.dumps(book(code("key = 42"))))
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "a1.ipynb").symlink_to(secret)
    with pytest.raises(IntakeError, match="holds no notebook"):
        take_in(Found("ada", tmp_path / "ada"), WANTED)
    (tmp_path / "bob.ipynb").symlink_to(secret)
    with pytest.raises(IntakeError, match=r"bob\.ipynb is a link"):
        take_in(Found("bob", tmp_path / "bob.ipynb"), WANTED)


def test_a_pipe_does_not_stop_the_class(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    os.mkfifo(tmp_path / "ada" / "a1.ipynb")
    with pytest.raises(IntakeError, match="holds no notebook"):
        take_in(Found("ada", tmp_path / "ada"), WANTED)
    os.mkfifo(tmp_path / "bob.ipynb")
    with pytest.raises(IntakeError, match=r"bob\.ipynb is not a plain file"):
        take_in(Found("bob", tmp_path / "bob.ipynb"), WANTED)


def test_a_zip_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "ada.zip").write_bytes(b"<html>Log in</html>")
    with pytest.raises(IntakeError, match=r"ada\.zip is not a zip, though it is named one"):
        take_in(Found("ada", tmp_path / "ada.zip"), WANTED)


def zipped(path: Path, content: dict[str, Any]) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("a1.ipynb", json.dumps(content))
        out.writestr(".OTTER_LOG", b"\x80\x04.")
    return path


def test_of_several_otter_zips_the_latest_counts_and_is_noted(tmp_path: Path) -> None:
    zipped(tmp_path / "a1_2026_11_20T10_00_00_000000.zip", book(code("old")))
    zipped(tmp_path / "a1_2026_11_22T10_00_00_000000.zip", book(code("new")))
    taken = take_in(Found("ada", tmp_path), WANTED)
    assert [cell.source for cell in taken.cells] == ["new"]
    assert "a1_2026_11_22T10_00_00_000000.zip is the latest" in taken.notes[0]


def test_several_zips_without_a_time_are_refused(tmp_path: Path) -> None:
    zipped(tmp_path / "one.zip", book())
    zipped(tmp_path / "two.zip", book())
    with pytest.raises(IntakeError, match=r"several zips \(one\.zip, two\.zip\)"):
        take_in(Found("ada", tmp_path), WANTED)


def receipt(question: str, choice: str) -> dict[str, Any]:
    data = {"schema": 1, "id": question, "choice": choice, "via": "click"}
    return {"output_type": "display_data", "metadata": {}, "data": {RECEIPT: data}}


def answers_file(**choices: str) -> dict[str, Any]:
    entries = {
        question: {"choice": choice, "first": "A", "changes": 1, "via": "click", "time": "2026"}
        for question, choice in choices.items()
    }
    return {"schema": 1, "answers": entries}


def widget(question: str, choice: str) -> dict[str, Any]:
    state = {"m": {"state": {"question": question, "choice": choice}}}
    return {"application/vnd.jupyter.widget-state+json": {"state": state}}


def test_a_typed_answer_outranks_the_file_and_the_disagreement_is_noted(tmp_path: Path) -> None:
    taken = hand_in(
        tmp_path / "ada",
        {"a1.ipynb": book(code('Q1 = mcq("Q1", "B")')), "answers.json": answers_file(Q1="C")},
    )
    assert taken.answers.by_question["Q1"].choice == "B"
    assert taken.answers.by_question["Q1"].source == "typed"
    assert "Q1: the places disagree (typed B, file C); typed counts." in taken.notes


def test_places_are_trusted_in_order(tmp_path: Path) -> None:
    cell = code('Q1 = mcq("Q1")', outputs=[receipt("Q1", "B"), receipt("Q1", "C")])
    content = book(cell, widgets=widget("Q1", "D"))
    with_file = hand_in(
        tmp_path / "1", {"a1.ipynb": content, "answers.json": answers_file(Q1="A", Q9="A")}
    ).answers.by_question
    assert {question: (a.choice, a.source) for question, a in with_file.items()} == {
        "Q1": ("A", "file")
    }
    alone = hand_in(tmp_path / "2", {"a1.ipynb": content}).answers.by_question["Q1"]
    assert (alone.choice, alone.source) == ("C", "receipt")
    bare = hand_in(tmp_path / "3", {"a1.ipynb": book(widgets=widget("Q1", "D"))})
    assert bare.answers.by_question["Q1"].source == "widget"


def test_the_workers_file_holds_what_was_found_and_nothing_else(tmp_path: Path) -> None:
    content = book(code('Q1 = mcq("Q1")', outputs=[receipt("Q1", "B"), receipt("Q2", "<b>")]))
    taken = hand_in(tmp_path / "ada", {"a1.ipynb": content})
    assert json.loads(taken.answers.file()) == {
        "schema": 1,
        "answers": {"Q1": {"choice": "B", "first": "B", "changes": 0, "via": "click", "time": ""}},
    }


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b'{"schema": 2, "answers": {}}', b'{"schema": 1, "answers": []}', b"[" * 100_000],
)
def test_a_damaged_answers_file_is_noted_and_costs_nothing_else(
    tmp_path: Path, data: bytes
) -> None:
    taken = hand_in(
        tmp_path / "ada", {"a1.ipynb": book(code('mcq("Q2", choice="D")')), "answers.json": data}
    )
    assert taken.answers.by_question["Q2"].choice == "D"
    assert any("answers.json" in note for note in taken.notes)
