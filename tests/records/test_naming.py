"""File names made of people's names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.records.naming import slug


@pytest.mark.parametrize("name", ["ada_lovelace-1.b", "0042", "müller", "ada birch", "a", "김"])
def test_a_simple_name_stays_as_it_is(name: str) -> None:
    assert slug(name) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "anna"),
        ("a+b", "a_b-" + slug("a+b")[-12:]),
        ("a+b", slug("a+b")),
        ("e\u0301", "\u00e9"),
        ("ada.", "ada"),
        ("ada ", "ada"),
        ("a/b", "a:b"),
        ("x" * 90, "x" * 91),
        ("ß", "ss"),
        ("\u0131", "i"),
        (".", ".."),
        ("", "student"),
    ],
)
def test_names_that_are_alike_get_files_that_are_not(one: str, other: str) -> None:
    first, second = (_on_any_disk(slug(name)) for name in (one, other))
    assert first != second


@pytest.mark.parametrize(
    "name", ["CON", "nul", "con.x", "aux.tar.gz", "com1", "LPT9", "com¹", "prn ", "conin$"]
)
def test_no_name_is_a_device_of_windows(name: str) -> None:
    stem = slug(name).split(".")[0].strip().casefold()
    assert stem not in {"con", "prn", "aux", "nul", "com1", "com¹", "lpt9", "conin$", "conout$"}


def _on_any_disk(name: str) -> str:
    """As a file system sees a name that keeps neither case nor forms of accents apart."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).upper().casefold())


@given(st.text(max_size=100))
def test_every_name_gives_a_file_name_of_every_system(name: str) -> None:
    file = slug(name)
    assert 0 < len(file.encode()) < 200
    assert file == file.strip(" ") == file.rstrip(".")
    assert not file.startswith(".")
    assert not set(file) & set('/\\:*?"<>|\0\n\r\t')


@given(st.lists(st.text("aAbBßıİéÉe\u0301._- +1", max_size=6), unique=True, min_size=2, max_size=6))
def test_different_names_give_files_that_differ_on_every_disk(names: list[str]) -> None:
    assert len({_on_any_disk(slug(name)) for name in names}) == len(names)
