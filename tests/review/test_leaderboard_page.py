"""Leaderboards: ranges of ranks, gated tries, a half that is kept back, names only for staff."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from autograder.gradebook import open_gradebook, record_results
from autograder.records.result import SubmissionResult, TrainingRecord
from autograder.records.review import BoardSettings, ReviewSettings
from autograder.review.app import create_app
from autograder.review.desk import Desk
from autograder.review.freezing import freeze
from autograder.review.leaderboard import boards, pseudonym_of
from autograder.review.work import WorkStore
from tests.gradebook_class import A1, enrol, result
from tests.review.conftest import Staff

PAGE = f"/{A1}/leaderboard"


def entry(student: str, *, right: tuple[int, int], work: str = "") -> SubmissionResult:
    """A hand-in with an entry: right answers of 1,500 in the open and in the kept half."""
    made = result(student, work=work or student)
    accuracy = sum(right) / 3000
    record = TrainingRecord(
        task="free", level="accuracy", board=True, profile="cpu", device="cpu", data="pictures",
        accuracy=accuracy, interval=(0.0, 1.0), threshold=0.6, floor=None, passed=True,
        borderline=False, scores=(accuracy,) * 3, seconds=1.0, elements=10, exported=True,
        flops=50, halves=((right[0], 1500), (right[1], 1500)), confusion=((500, 0), (0, 500)),
    )  # fmt: skip
    questions = tuple(
        one.model_copy(update={"training": (record,)}) if one.id == "q9" else one
        for one in made.questions
    )
    return made.model_copy(update={"questions": questions})


@contextmanager
def desk(folder: Path, *rounds: list[SubmissionResult], **rules: object) -> Iterator[Desk]:
    with open_gradebook(folder / "gradebook.db", create=True) as book:
        enrol(book, sorted({one.student for results in rounds for one in results}))
        for results in rounds:
            record_results(book, "ada", A1, results)
        settings = ReviewSettings(board=BoardSettings.model_validate(rules))
        yield Desk(book, None, settings, WorkStore(None))


def test_the_close_share_ranks_and_the_far_do_not(tmp_path: Path) -> None:
    class_ = [
        entry("ada", right=(1200, 1190)),
        entry("bob", right=(1195, 1210)),
        entry("eve", right=(700, 690)),
    ]
    with desk(tmp_path, class_) as found:
        (board,) = boards(found, found.assignment(A1))
        assert [(one.student, one.open_ranks) for one in board.entries] == [
            ("ada", (1, 2)),
            ("bob", (1, 2)),
            ("eve", (3, 3)),
        ]
        assert board.entries[1].final is not None
        assert board.entries[1].final.mean == pytest.approx(1210 / 1500)
        assert [one.words for one in board.baselines] == ["threshold", "guessing"]
        assert pseudonym_of(found, found.assignment(A1), "eve") == board.entries[2].pseudonym
        assert pseudonym_of(found, found.assignment(A1), "nobody") == ""


def test_a_luckier_try_stays_unseen_and_a_better_one_is_shown(tmp_path: Path) -> None:
    tries = [
        [
            entry("ada", right=(900, 900), work=f"ada {n}"),
            entry("bob", right=(900, 900), work=f"b {n}"),
        ]
        for n in range(3)
    ]
    tries[1][0] = entry("ada", right=(930, 900), work="ada 1")
    tries[2][1] = entry("bob", right=(1300, 1290), work="bob 2")
    with desk(tmp_path, *tries) as found:
        (board,) = boards(found, found.assignment(A1))
        shown = {one.student: one for one in board.entries}
        assert shown["ada"].open.mean == pytest.approx(0.6)
        assert shown["bob"].open.mean == pytest.approx(1300 / 1500)
        assert (shown["ada"].tries, shown["ada"].counted) == (3, 3)
        names = {one.student: one.pseudonym for one in board.entries}
    with desk(tmp_path / "again", tries[0]) as found:
        (board,) = boards(found, found.assignment(A1))
        # The name comes from the first hand-in, and stays.
        assert {one.student: one.pseudonym for one in board.entries} == names


def test_tries_beyond_the_cap_move_nothing(tmp_path: Path) -> None:
    tries = [[entry("ada", right=(900, 900), work=f"ada {n}")] for n in range(3)]
    tries[2] = [entry("ada", right=(1400, 1400), work="ada 2")]
    with desk(tmp_path, *tries, tries=2) as found:
        (board,) = boards(found, found.assignment(A1))
        assert board.entries[0].open.mean == pytest.approx(0.6)
        assert (board.entries[0].tries, board.entries[0].counted) == (3, 2)


def test_staff_see_names_and_the_class_does_not(klass: dict[str, Staff]) -> None:
    tom = klass["ta"]
    assert "da Nr06" in tom.get(PAGE).text
    text = tom.get(f"{PAGE}/class").text
    assert not re.search(r"da Nr|s0\d|who=", text)
    assert "guessing" in text
    assert re.search(r"<td[^>]*>1–\d+</td>", text)


@pytest.mark.parametrize(
    ("rules", "words", "seen"),
    [
        ({"opens": date(2999, 1, 1)}, "It opens on 2999-01-01.", set()),
        ({"final": date(2999, 1, 1)}, "open half", {"66.0"}),
        ({"final": date(2020, 1, 1)}, "kept half", {"53.3"}),
    ],
)
def test_what_the_class_sees_has_its_dates(
    tmp_path: Path, rules: dict[str, object], words: str, seen: set[str]
) -> None:
    with desk(tmp_path, [entry("ada", right=(990, 800))], **rules) as found:
        site = freeze(create_app(found.book, settings=found.settings), tmp_path / "site")
        text = (site.front.parent / A1 / "board-for_class.html").read_text()
    assert words in text
    assert {figure for figure in ("66.0", "53.3") if f"{figure} %" in text} == seen
