"""The pages that grading a class leaves: complete, self-contained, and made of files alone."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from autograder.gradebook import Refused
from autograder.grades import result_path, write_grades
from autograder.records.course import find_course
from autograder.records.files import write_text
from autograder.records.result import dump
from autograder.records.status import Status
from autograder.review import freezing, site
from autograder.review.freezing import Frozen
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
    assert write_site(tmp_path).front == tmp_path / "index.html"
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


def test_pages_of_unchanged_results_are_left_and_those_of_changed_ones_drawn_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def freeze(app: Flask, out: Path, jobs: int) -> Frozen:
        drawn.append(out)
        return freezing.freeze(app, out, jobs=jobs)

    monkeypatch.setattr(site, "freeze", freeze)
    out, sources = tmp_path / "out", tmp_path / "course" / "assignments"
    write_text(sources / "course.toml", f'name = "C"\nassignments = ["{A1}"]\n')
    write_text(sources / A1 / "assignment.toml", f'id = "{A1}"\ntitle = "One"\n')
    course = find_course(tmp_path / "course")
    made = result("ada", {"q1": "000"})
    write_text(result_path(out, "ada"), json.dumps(dump(made)))
    write_grades(out, release()[0], [made])
    first = write_site(out, course=course, assignment=A1)
    page = next((out / A1).glob("student-show-ada*.html"))
    assert write_site(out, course=course, assignment=A1) == first
    assert len(drawn) == 1

    page.unlink()
    write_site(out, course=course, assignment=A1)
    assert page.is_file()
    assert len(drawn) == 2

    better = result("ada", {"q1": "111"})
    write_text(result_path(out, "ada"), json.dumps(dump(better)))
    write_grades(out, release()[0], [better])
    before = page.read_text()
    write_site(out, course=course, assignment=A1)
    assert page.read_text() != before
    assert len(drawn) == 3
