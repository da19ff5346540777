"""Zips as students make them: several, nested, with a virtual environment, or none at all."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.records.errors import IntakeError
from tests.intake.handing_in import WANTED, WORK, book, code, hand_in
from tests.intake.shapes import packed


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
