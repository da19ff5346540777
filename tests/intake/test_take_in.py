"""One student's work: which notebook, which files, which answers, and the words of each refusal."""

import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.intake.choices import RECEIPT
from autograder.intake.choose import Wanted
from autograder.intake.find import Found
from autograder.intake.submission import Submission, take_in
from autograder.records.errors import IntakeError
from gradekit.submit import pack

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
    zipped(tmp_path / "two.zip", book(code("x")))
    with pytest.raises(IntakeError, match=r"several zips \(one\.zip, two\.zip\)"):
        take_in(Found("ada", tmp_path), WANTED)


def receipt(question: str, choice: str) -> dict[str, Any]:
    data = {"schema": 1, "id": question, "choice": choice}
    return {"output_type": "display_data", "metadata": {}, "data": {RECEIPT: data}}


def answers_file(**choices: str) -> dict[str, Any]:
    entries = {
        question: {"choice": choice, "first": "A", "changes": 1, "time": "2026"}
        for question, choice in choices.items()
    }
    return {"schema": 1, "answers": entries}


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
    content = book(cell)
    with_file = hand_in(
        tmp_path / "1", {"a1.ipynb": content, "answers.json": answers_file(Q1="A", Q9="A")}
    ).answers.by_question
    assert {question: (a.choice, a.source) for question, a in with_file.items()} == {
        "Q1": ("A", "file")
    }
    alone = hand_in(tmp_path / "2", {"a1.ipynb": content}).answers.by_question["Q1"]
    assert (alone.choice, alone.source) == ("C", "receipt")


def test_the_workers_file_holds_what_was_found_and_nothing_else(tmp_path: Path) -> None:
    content = book(code('Q1 = mcq("Q1")', outputs=[receipt("Q1", "B"), receipt("Q2", "<b>")]))
    taken = hand_in(tmp_path / "ada", {"a1.ipynb": content})
    assert json.loads(taken.answers.file()) == {
        "schema": 1,
        "answers": {"Q1": {"choice": "B", "first": "B", "changes": 0, "time": ""}},
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


def test_half_a_character_anywhere_costs_nothing_and_is_noted(tmp_path: Path) -> None:
    text = json.dumps(book(code('x = "\ud83d"'), code("y = 2"))).encode()
    assert b"\\ud83d" in text
    taken = hand_in(tmp_path / "ada", {"a1.ipynb": text})
    assert [cell.source for cell in taken.cells] == ['x = "\ufffd"', "y = 2"]
    assert any("lone surrogate" in note for note in taken.notes)
    whole = hand_in(tmp_path / "ben", {"a1.ipynb": json.dumps(book(code('"\U0001f600"'))).encode()})
    assert whole.notes == ()


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


WORK = json.dumps(book(code("x = 1"))).encode()


@pytest.mark.parametrize("inner", ["a1_2026_10_12T18_00_00_250000.zip", "hw/work.zip"])
def test_a_zip_in_a_zip_is_opened_once(tmp_path: Path, inner: str) -> None:
    content = packed({inner: packed({"a1.ipynb": WORK, "model.pt": b"1"}), "notes.txt": b"sorry"})
    (tmp_path / "ada.zip").write_bytes(content)
    taken = take_in(Found("ada", tmp_path / "ada.zip"), WANTED)
    assert taken.files == {"model.pt": b"1"}
    assert "ada.zip is a zip that holds a zip, which was opened." in taken.notes
    (tmp_path / "deep.zip").write_bytes(packed({"one.zip": content}))
    with pytest.raises(IntakeError, match="a zip in a zip in a zip; hand in the zip that"):
        take_in(Found("ada", tmp_path / "deep.zip"), WANTED)


def test_one_bound_is_over_a_zip_and_the_zip_in_it(tmp_path: Path) -> None:
    many = packed({f"{n}.ipynb": b"" for n in range(400)})
    content = packed({"inner.zip": packed({f"{n}.ipynb": b"" for n in range(501)})})
    (tmp_path / "ada.zip").write_bytes(content)
    with pytest.raises(IntakeError, match=r"ada\.zip holds more than 500 files"):
        take_in(Found("ada", tmp_path / "ada.zip"), WANTED)
    (tmp_path / "ben.zip").write_bytes(packed({"more.zip": many, "a1.ipynb": WORK}))
    assert "more.zip" not in take_in(Found("ben", tmp_path / "ben.zip"), WANTED).file


def test_of_two_zips_in_a_zip_the_one_stamped_last_counts(tmp_path: Path) -> None:
    old = packed({"a1.ipynb": json.dumps(book(code("old"))).encode()})
    new = packed({"a1.ipynb": json.dumps(book(code("new"))).encode()})
    stamps = {"a1_2026_10_12T18_00_00_250000.zip": new, "a1_2026_10_11T18_00_00_250000.zip": old}
    (tmp_path / "ada.zip").write_bytes(packed(stamps))
    taken = take_in(Found("ada", tmp_path / "ada.zip"), WANTED)
    assert [cell.source for cell in taken.cells] == ["new"]


def test_zips_that_are_the_same_count_as_one(tmp_path: Path) -> None:
    data = packed({"a1.ipynb": WORK})
    taken = hand_in(tmp_path / "ada", {"one.zip": data, "other.zip": data})
    assert taken.file == "a1.ipynb"
    assert "2 zips that are the same were handed in; one.zip counts." in taken.notes


@pytest.mark.parametrize("zipped_up", [False, True])
def test_a_virtual_environment_is_passed_over_and_named(tmp_path: Path, *, zipped_up: bool) -> None:
    members = {f".venv/lib/p{n}/__init__.py": b"" for n in range(600)}
    members |= {"a1.ipynb": WORK, "node_modules/x.js": b"", "old/venv/pyvenv.cfg": b""}
    if zipped_up:
        (tmp_path / "ada.zip").write_bytes(packed(members))
        taken = take_in(Found("ada", tmp_path / "ada.zip"), WANTED)
    else:
        taken = hand_in(tmp_path / "ada", members)
    assert taken.notes == ("Passed over: .venv, node_modules, venv.",)


@pytest.mark.parametrize(
    "name", ["a1.ipynb.json", "a1.ipynb.txt", "a1.json", "a1", "a1.ipynb.download", "A1.IPYNB (1)"]
)
@pytest.mark.parametrize("zipped_up", [False, True])
def test_a_notebook_under_another_ending_is_taken_with_a_note(
    tmp_path: Path, name: str, *, zipped_up: bool
) -> None:
    if zipped_up:
        (tmp_path / "ada.zip").write_bytes(packed({name: WORK, "x.json": b"{}"}))
        taken = take_in(Found("ada", tmp_path / "ada.zip"), WANTED)
    else:
        taken = hand_in(tmp_path / "ada", {name: WORK, "x.json": b"{}"})
    assert taken.notes == (f"{name} is a notebook under another ending; it was taken as one.",)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "ada.pdf",
            "ada.pdf is a PDF, not a notebook; hand in a1.ipynb",
        ),
        ("ada.html", "ada.html is a web page, not a notebook"),
        ("ada.py", "ada.py is a Python script, not a notebook"),
        ("ada.7z", "ada.7z is an archive that is not a zip, not a notebook"),
        ("ada.tar.gz", "ada.tar.gz is an archive that is not a zip"),
        ("ada.ipynb.json", "ada.ipynb.json is not a notebook; hand in a1.ipynb or the zip that"),
    ],
)
def test_what_is_not_a_notebook_is_refused_by_name(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(IntakeError) as refusal:
        take_in(Found("ada", tmp_path / name), WANTED)
    assert words in str(refusal.value)
    assert str(tmp_path) not in str(refusal.value)


def test_a_module_that_was_handed_in_and_is_not_taken_is_said(tmp_path: Path) -> None:
    cells = (
        code("import numpy, my_layers"),
        code("from pack.part import f"),
        code("%%writefile own.py\nx = 1"),
        code("import own, never"),
    )
    files = {"a1.ipynb": book(*cells), "my_layers.py": b"", "numpy.py": b"", "unused.py": b""}
    taken = hand_in(tmp_path / "ada", {**files, "lib/pack/__init__.py": b""})
    assert sorted(taken.untaken) == ["my_layers", "own", "pack"]
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
