"""The box of a question, in the forms in which it may be written."""

import pytest

from autograder.release.box import read_box


@pytest.mark.parametrize("quoted", ["", "> "])
@pytest.mark.parametrize("importance", ["", " · importance 4/5"])
def test_a_box_may_be_quoted_and_may_say_how_important_a_question_is(
    quoted: str, importance: str
) -> None:
    facts = f"{quoted}**2 points**, read by a person · difficulty 3/5{importance} · about 15 min"
    box = read_box(1, f"### q1_2 · A task\n\n{facts}\n\nWrite it.")
    assert box is not None
    assert (box.points, box.read_by_a_person, box.difficulty, box.minutes) == (2, True, 3, 15)
