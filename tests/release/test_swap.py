"""Putting a release in place: all folders or none, also when a swap was cut off."""

from pathlib import Path

import pytest

from autograder.release.swap import swap


def _folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "file.txt").write_text(text)
    return path


def _text(path: Path) -> str:
    return (path / "file.txt").read_text()


def test_new_folders_take_the_old_ones_places(tmp_path: Path) -> None:
    old = _folder(tmp_path / "a" / "id", "old")
    (old / "gone.txt").write_text("of the old release")
    first, second = _folder(tmp_path / "new1", "one"), _folder(tmp_path / "new2", "two")
    fresh = tmp_path / "b" / "id"
    swap({old: first, fresh: second})
    assert (_text(old), _text(fresh)) == ("one", "two")
    assert not (old / "gone.txt").exists()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["id"]
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["id"]


def test_a_folder_that_cannot_be_written_leaves_all_old_ones(tmp_path: Path) -> None:
    old = _folder(tmp_path / "a" / "id", "old")
    (tmp_path / "b").write_text("a file where a folder should be")
    new = _folder(tmp_path / "new", "new")
    with pytest.raises(OSError, match="b"):
        swap({old: new, tmp_path / "b" / "id": new})
    assert _text(old) == "old"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["id"]


def test_a_failure_in_the_middle_puts_back_what_was_replaced(tmp_path: Path) -> None:
    old = _folder(tmp_path / "id", "old")
    fresh = tmp_path / "fresh"
    new = _folder(tmp_path / "new", "new")
    # The third lies inside the second, which moves away before it.
    inner = _folder(old / "inner", "inner")
    with pytest.raises(OSError, match="inner"):
        swap({fresh: new, old: new, inner: new})
    assert _text(old) == "old"
    assert _text(inner) == "inner"
    assert not fresh.exists()


def test_a_swap_that_was_cut_off_is_mended_by_the_next(tmp_path: Path) -> None:
    _folder(tmp_path / ".id.old", "old")
    _folder(tmp_path / ".id.new", "half written")
    with pytest.raises(OSError, match="missing"):
        swap({tmp_path / "id": tmp_path / "missing"})
    assert _text(tmp_path / "id") == "old"
    swap({tmp_path / "id": _folder(tmp_path / "new", "new")})
    assert _text(tmp_path / "id") == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["id", "new"]
