"""Verification: a sound release holds, and every way to be unsound is told at once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine, Library
from autograder.records.course import Course, find_course
from autograder.records.errors import ConfigError, ReleaseError
from autograder.records.notebook import new_cell, new_notebook, write_notebook
from autograder.release import archive
from autograder.verify.releases import build_verified, verify
from tests.small_course import ID, cells, find, make_course, replace

NOTEBOOK = f"{ID}.ipynb"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One engine for all, started once: no answer here uses torch."""
    started = pick_engine(library=Library(unused=("torch", "scipy")))
    yield started
    started.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Course:
    """The small course, compiled and verified."""
    course = make_course(tmp_path_factory.mktemp("verified"))
    steps: list[str] = []
    reports = build_verified(course, progress=steps.append, engine=engine)
    assert [report.assignment for report in reports] == [ID]
    assert f"{ID}: verified by our grading" in steps
    return course


def test_a_sound_release_holds_by_our_grading_and_by_otters(course: Course, engine: Engine) -> None:
    report = verify(course, ID, engine=engine)
    assert report.possible == 4
    assert [(fact.name, fact.detail) for fact in report.facts] == [
        ("solution", "3 of 3 points by our grading"),
        ("blank", "0 points by our grading"),
        ("otter", "3 of 3 points by Otter's grading"),
        ("handout", "runs from a clean kernel, top to bottom, without an exception"),
    ]


def test_an_unsound_release_is_refused_with_every_reason_and_the_old_one_stays(
    course: Course, engine: Engine
) -> None:
    before = archive.read_folder(course.root)
    given = cells()
    replace(given, "[6.0, 4.0, 0.0, 5.0]", "[6.0, 4.0, 0.0, 9.0]")
    replace(
        given,
        '    assert got is not None, "q1_1 is not implemented yet"\n    assert got[0] == 1.0, '
        'f"the first window sums to 1, got {got[0]}"',
        '    assert got is None or got[0] == 1.0, "the first window sums to 1"',
    )
    at = given.index(find(given, "That is all"))
    given.insert(at, new_cell("code", "window_sums(np.ones(3), 2)[0]"))
    source = course.sources / ID / NOTEBOOK
    write_notebook(source, new_notebook(given, ID))
    try:
        with pytest.raises(ReleaseError) as caught:
            build_verified(course, [ID], engine=engine)
    finally:
        source.write_bytes(before[f"assignments/{ID}/{NOTEBOOK}"])
    told = str(caught.value)
    assert told.startswith(f"{ID} does not stand up to verification:\n")
    assert "our grading: the solution falls short: q1_1 has 0.5 of 2 points" in told
    assert "the blank notebook should score 0: q1_1 has 0.5 points" in told
    assert "Otter's grading: the solution falls short: q1_1 has 0.5 of 2 points" in told
    assert "the blank notebook: the blank s1_small: cell" in told
    assert "raises TypeError: 'NoneType' object is not subscriptable" in told
    assert archive.read_folder(course.root) == before


def test_what_is_not_compiled_or_not_known_is_told(tmp_path: Path, engine: Engine) -> None:
    bare = make_course(tmp_path)
    with pytest.raises(ReleaseError, match=f"autograder build {ID}"):
        verify(bare, ID, engine=engine)
    with pytest.raises(ConfigError, match="No assignment 's9'"):
        verify(bare, "s9", engine=engine)


def test_a_template_that_is_not_the_handouts_is_told(
    course: Course, engine: Engine, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(course.root, copy)
    path = copy / "student_templates" / ID / NOTEBOOK
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ReleaseError, match="is not the one in the handout"):
        verify(find_course(copy), ID, engine=engine)
