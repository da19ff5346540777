"""What students are told of packages is what their requirements say."""

import re

from assignments.tests.unit import ASSIGNMENTS, COURSE, ROOT
from autograder.grading.left_aside import usable

REQUIREMENTS = COURSE.sources / "requirements.txt"


def required() -> tuple[str, ...]:
    return tuple(re.findall(r"^[\w.-]+", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_page_for_students_lists_the_packages_that_an_answer_can_count_on() -> None:
    page = " ".join((ROOT / "docs/students.md").read_text(encoding="utf-8").split())
    assert f"beside Python's own: {', '.join(usable(required()))}." in page


def test_every_hand_out_asks_for_the_same_packages() -> None:
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    for assignment in ASSIGNMENTS:
        given = COURSE.template(assignment) / "requirements.txt"
        assert given.read_text(encoding="utf-8") == wanted
