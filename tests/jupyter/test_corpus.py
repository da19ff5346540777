"""What Jupyter allows costs no points here: a corpus of notebooks through our worker and Otter's."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.loaded import OpenedRelease
from autograder.grading.stops import Stop, Stops
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine
from tests.jupyter.corpus import ROWS, ZIP, points_of, write_notebook, write_release
from tests.jupyter.row import FULL, Row
from tests.otter_points import otter_points
from tests.sampling import COMPLETE, sampled

SAMPLE = 3
TAKEN = sampled(ROWS, 3, lambda row: row.id, ("Colab's drive", "await gives a value"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpus")


@pytest.fixture(scope="module")
def opened(folder: Path) -> OpenedRelease:
    return write_release(folder)


@pytest.fixture(scope="module")
def engine():
    engine: Engine = pick_engine()
    yield engine
    engine.close()


@pytest.mark.parametrize("row", TAKEN, ids=[row.id for row in TAKEN])
def test_a_notebook_gets_the_points_of_its_row(
    row: Row,
    opened: OpenedRelease,
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A cell that stops and costs nothing is told nowhere; here it counts.
    stops: list[Stop] = []
    note = Stops.note

    def heard(self: Stops, *args: Any) -> None:
        note(self, *args)
        stops.append(self.all[-1])

    monkeypatch.setattr(Stops, "note", heard)
    write_notebook(row, tmp_path / "ada")
    submission = take_in(Found("ada", tmp_path / "ada"), opened.wanted)
    result = grade_submission(submission, opened, engine, secret=b"s" * 32)
    told = [*result.notes, *(one.message for one in result.questions)]
    assert points_of({one.id: one.points for one in result.questions}) == row.ours, told
    assert bool(stops) == bool(row.stops), [stop.text for stop in stops]
    assert not stops or row.stops in stops[-1].text
    assert any(row.says in text for text in [*told, result.output]), told


def _measured() -> list[Row]:
    rows = [row for row in ROWS if row.otter is not None]
    return rows if COMPLETE else random.Random(7).sample(rows, SAMPLE)


def test_otter_gives_what_the_table_says(
    opened: OpenedRelease, folder: Path, tmp_path: Path
) -> None:
    # All of them with AUTOGRADER_SLOW=1, a few seconds each.
    rows = {f"row-{number}": row for number, row in enumerate(_measured())}
    given = {name: write_notebook(row, tmp_path / name) for name, row in rows.items()}
    found = otter_points(given, folder / ZIP, tmp_path)
    wrong = {}
    for name, row in rows.items():
        got = found[name]
        told = got if isinstance(got, str) else points_of(got)
        same = row.otter in told if isinstance(row.otter, str) else row.otter == told
        if not same:
            wrong[row.id] = told
    assert not wrong


def test_the_corpus_is_large_and_names_each_row_once() -> None:
    assert len(ROWS) >= 60
    assert max(Counter(row.id for row in ROWS).values()) == 1
    assert sum(row.ours == FULL for row in ROWS) >= 150
