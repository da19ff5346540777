"""What late work costs, who has more time, and which attempts count."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.records.course import CourseSettings, find_course
from autograder.records.errors import ConfigError
from autograder.records.policy import Caps, LatePolicy
from autograder.records.roster import parse_roster
from tests.tiny_course import write_course

HOUR, DAY = 3600.0, 86_400.0
TENTH = LatePolicy(grace_minutes=10, per_day=0.1, cap=0.3)


@pytest.mark.parametrize(
    ("seconds", "days", "points"),
    [
        (-DAY, 0, 0.0),
        (0.0, 0, 0.0),
        (600.0, 0, 0.0),
        (601.0, 1, -2.0),
        (DAY + 600, 1, -2.0),
        (DAY + 601, 2, -4.0),
        (9 * DAY, 9, -6.0),
    ],
)
def test_each_started_day_costs_its_share_up_to_the_cap(
    seconds: float, days: int, points: float
) -> None:
    told = TENTH.judge(seconds, 20.0)
    assert (told.days, told.points, told.factor) == (days, pytest.approx(points), 1.0)
    assert told.late == (days > 0)


def test_the_sentence_says_what_was_taken_and_why() -> None:
    assert TENTH.judge(-1, 20).sentence == "Handed in on time."
    assert TENTH.judge(300, 20).sentence == (
        "Handed in 5 min after the due date, within the grace; nothing taken off."
    )
    assert TENTH.judge(27 * HOUR, 20).sentence == (
        "Handed in 1 d 3 h late; 20 % of the possible points (-4) taken off."
    )


def test_a_loss_never_goes_below_zero() -> None:
    told = TENTH.judge(9 * DAY, 20.0)
    assert [told.applied(earned) for earned in (20.0, 5.0, 0.0)] == [14.0, 0.0, 0.0]


def test_a_share_of_the_earned_points_is_a_factor() -> None:
    told = LatePolicy(per_day=0.25, of="earned").judge(HOUR, 20.0)
    assert (told.factor, told.points, told.applied(8.0)) == (0.75, 0.0, 6.0)


def test_tokens_pay_for_days_first() -> None:
    policy = LatePolicy(per_day=0.1, tokens=3, tokens_each=2)
    told = policy.judge(2.5 * DAY, 10.0, tokens=3)
    assert (told.days, told.tokens, told.points) == (3, 2, -1.0)
    assert told.sentence == (
        "Handed in 2 d 12 h late; 2 days paid for by tokens; "
        "10 % of the possible points (-1) taken off."
    )
    assert policy.judge(HOUR, 10.0, tokens=3).points == 0.0
    assert policy.judge(HOUR, 10.0, tokens=0).points == -1.0


def test_after_the_last_day_nothing_counts() -> None:
    told = LatePolicy(per_day=0.1, closed_after_days=2).judge(2 * DAY + 1, 10.0, tokens=5)
    assert (told.applied(10.0), told.tokens) == (0.0, 0)
    assert "closed 2 days after the due date" in told.sentence


def test_early_work_gets_its_bonus() -> None:
    policy = LatePolicy.model_validate({"early": {"hours": 24, "share": 0.05}})
    told = policy.judge(-DAY, 20.0)
    assert (told.points, told.applied(10.0)) == (1.0, 11.0)
    assert told.sentence == "Handed in 1 d early: +1 points."
    assert policy.judge(-DAY + 1, 20.0).points == 0.0
    assert told.applied(0.0) == 0.0, "an empty notebook earns nothing by being early"


def test_without_a_policy_lateness_is_told_and_free() -> None:
    told = LatePolicy().judge(3 * DAY, 10.0)
    assert (told.late, told.applied(7.0)) == (True, 7.0)
    assert told.sentence == "Handed in 3 d late; nothing taken off."


COURSE = """
name = "C"
assignments = ["tiny"]
timezone = "Europe/Berlin"
sections = ["A"]
due.tiny = 2026-10-12T23:59:00
due.gone = 2026-10-12T23:59:00Z

[late]
per_day = 0.1

[[extensions]]
student = "1"
assignment = "tiny"
days = 2

[[extensions]]
student = "1"
until = 2026-10-13T12:00:00Z

[[extensions]]
student = "7"
days = 1
"""


def settings(tmp_path: Path, text: str = COURSE) -> CourseSettings:
    write_course(tmp_path)
    (tmp_path / "assignments/course.toml").write_text(text)
    return find_course(tmp_path).settings


def test_the_longest_extension_counts(tmp_path: Path) -> None:
    course = settings(tmp_path)
    due = datetime(2026, 10, 12, 21, 59, tzinfo=UTC)
    assert course.due_for("tiny", "2") == course.due_for("tiny") == due
    assert course.due_for("tiny", "1") == due + timedelta(days=2)
    assert course.due_for("other") is None
    assert course.seconds_late("tiny", due + timedelta(hours=1), "2") == HOUR
    assert course.seconds_late("tiny", datetime(2026, 10, 12, 23, 0)) == -59 * 60


def test_what_names_nobody_is_said(tmp_path: Path) -> None:
    roster = parse_roster("student_id,section\n1,A\n2,B\n", "r")
    assert settings(tmp_path).complaints(roster, ["tiny"]) == (
        "course.toml: no assignment 'gone' in this course.",
        "course.toml: an extension for '7', who is not on the roster.",
        "course.toml: '2' is in section 'B', which `sections` does not list.",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('timezone = "Berlin/Europe"', "'Berlin/Europe' is not a time zone"),
        ('[[extensions]]\nstudent = "1"', "either `days` or `until`"),
        ("[late]\nper_day = 10", "less than or equal to 1"),
        ("[late]\npenalty = 1", "Extra inputs are not permitted"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        settings(tmp_path, f'name = "C"\nassignments = ["tiny"]\n{text}\n')


def test_the_settings_that_are_documented_are_understood(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/intake.md").read_text(encoding="utf-8")
    toml, roster = (re.search(rf"^```{k}\n(.*?)^```", page, re.M | re.S) for k in ("toml", "text"))
    assert toml is not None
    assert roster is not None
    head = 'name = "C"\nassignments = ["a1_convolution", "a4_cifar10"]\n'
    found = settings(tmp_path, head + toml[1])
    assert (found.late.per_day, found.attempts.total, found.late.early is None) == (0.1, 20, False)
    people = parse_roster(roster[1], "docs")
    assert found.complaints(people, found.assignments) == ()


def test_caps_count_the_first_attempts_of_a_day_and_of_all() -> None:
    start = datetime(2026, 10, 12, 20, 0, tzinfo=UTC)
    times = [start + timedelta(hours=hours) for hours in (0, 1, 2, 20)]
    assert Caps().counted(times) == (True, True, True, True)
    assert Caps(per_day=2).counted(times) == (True, True, False, True)
    assert Caps(total=3, per_day=2).counted(times) == (True, True, False, True)
    assert Caps(total=1).counted(times) == (True, False, False, False)
    assert Caps(per_day=1, total=2).counted([None, None, None]) == (True, True, False)
