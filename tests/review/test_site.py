"""The pages that grading a class leaves: complete, self-contained, and made of files alone."""

import json
import re
from pathlib import Path

import pytest

from autograder.gradebook import Refused
from autograder.grades import result_path, write_grades
from autograder.records.files import write_text
from autograder.records.result import dump
from autograder.records.status import Status
from autograder.review.site import write_site
from tests.gradebook_class import A1, release, result
from tests.review_class import EVIL


def test_results_alone_make_a_page_for_everybody(tmp_path: Path) -> None:
    name = EVIL.replace("\0", "")
    slip = {"misconception": "squares", "hint": f"You squared each value. {name}"}
    results = []
    for student in ("ada", "b%c d#?", name, "zed"):
        made = result(student, {"q1": "000"}, notes=(name,))
        questions = tuple(
            one.model_copy(update=slip) if one.id == "q1" else one for one in made.questions
        )
        results.append(made.model_copy(update={"questions": questions}))
    broken = {"status": Status.ERROR, "questions": (), "message": "bad zip", "needs_review": True}
    results[-1] = results[-1].model_copy(update=broken)
    for one in results:
        write_text(result_path(tmp_path, one.student), json.dumps(dump(one)))
    write_grades(tmp_path, release()[0], results)
    site = write_site(tmp_path)
    assert site.front == tmp_path / "index.html"
    pages = {path.name: path.read_text() for path in (tmp_path / A1).glob("*.html")}
    assert sum(page.startswith("student-show") for page in pages) == 4
    front = pages["overview-show.html"]
    assert "bad zip" in front
    slips = front[front.index("Commonest misconceptions") :]
    assert re.search(r"You squared each value.*?<td class=\"num\">3</td>", slips, re.S)
    for text in pages.values():
        assert "<script" not in text
        assert "\x1b" not in text
    assert "student_id" not in pages["student-show-ada.html"]


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"grades\.json"):
        write_site(tmp_path)
