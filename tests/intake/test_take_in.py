"""One student's work: which notebook, which files, which answers, and the words of each refusal."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.records.errors import IntakeError
from gradekit.submit import pack
from tests.intake.handing_in import WANTED, book, code, hand_in


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
        hand_in(tmp_path / "ada", {"a1.ipynb": book(), "copy/a1.ipynb": book(code("x"))})


def test_of_copies_that_are_the_same_one_is_taken_and_noted(tmp_path: Path) -> None:
    content = {"a1.ipynb": book(code("x = 1")), "copy/a1 (1).ipynb": book(code("x = 1"))}
    taken = hand_in(tmp_path / "ada", content)
    assert taken.file == "a1.ipynb"
    assert "2 copies of one notebook were handed in; a1.ipynb was taken." in taken.notes


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


def test_half_a_character_anywhere_costs_nothing_and_is_noted(tmp_path: Path) -> None:
    text = json.dumps(book(code('x = "\ud83d"'), code("y = 2"))).encode()
    assert b"\\ud83d" in text
    taken = hand_in(tmp_path / "ada", {"a1.ipynb": text})
    assert [cell.source for cell in taken.cells] == ['x = "\ufffd"', "y = 2"]
    assert any("lone surrogate" in note for note in taken.notes)
    whole = hand_in(tmp_path / "ben", {"a1.ipynb": json.dumps(book(code('"\U0001f600"'))).encode()})
    assert whole.notes == ()


def test_a_module_that_was_handed_in_and_is_not_taken_is_said(tmp_path: Path) -> None:
    cells = (
        code("import numpy, my_layers"),
        code("from pack.part import f"),
        code("%%writefile own.py\nx = 1"),
        code("import own, never"),
    )
    files = {"a1.ipynb": book(*cells), "my_layers.py": b"", "numpy.py": b"", "unused.py": b""}
    taken = hand_in(tmp_path / "ada", {**files, "lib/pack/__init__.py": b"", "own.py": b""})
    # A cell writes `own.py`, so that it is there.
    assert sorted(taken.untaken) == ["my_layers", "pack"]
    assert taken.untaken["my_layers"] == (
        "my_layers.py was handed in beside the notebook and is not taken: only the notebook is "
        "graded; move its functions into a cell."
    )
    assert taken.untaken["my_layers"] in taken.notes


def test_a_file_that_the_notebook_opens_and_that_is_not_taken_is_said(tmp_path: Path) -> None:
    cell = code('w = np.load("data/weights.npy")\nopen("answers.json")\nopen("given.csv")')
    files = {"a1.ipynb": book(cell), "data/weights.npy": b"1", "given.csv": b"", "other.npy": b""}
    folder = tmp_path / "ada"
    folder.mkdir()
    hand_in(folder, files)
    wanted = replace(WANTED, provided=("given.csv",))
    taken = take_in(Found("ada", folder), wanted)
    assert list(taken.untaken) == ["weights.npy"]
    assert "data/weights.npy was handed in beside the notebook and is not taken" in taken.notes[0]


def test_a_declared_file_in_the_wrong_place_is_taken_and_noted(tmp_path: Path) -> None:
    taken = hand_in(tmp_path / "ada", {"a1.ipynb": book(), "old/model.pt": b"1"})
    assert taken.files == {"model.pt": b"1"}
    assert taken.notes == ("model.pt belongs beside the notebook and was taken from old/model.pt.",)


def test_a_refusal_that_is_known_before_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="nothing was handed in"):
        take_in(Found("ada", tmp_path, refusal="nothing was handed in"), WANTED)


def test_the_folder_of_a_hand_in_may_be_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(tmp_path / "ada", {"work/a1.ipynb": book(code("x = 1"))})
    monkeypatch.chdir(tmp_path / "ada")
    assert take_in(Found("ada", Path()), WANTED).file == "work/a1.ipynb"


def test_the_receipt_of_the_notebook_is_the_hash_of_the_work_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a1.ipynb").write_text(json.dumps(book(code("x = 1"))))
    (tmp_path / "answers.json").write_text('{"schema": 1, "answers": {}}')
    packed = pack("a1", tmp_path)
    assert packed is not None
    taken = take_in(Found("ada", packed.path), WANTED)
    assert taken.sha256 == packed.sha256
