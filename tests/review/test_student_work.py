"""What a student's page shows of the work: differences, attempts, replay, neighbours."""

import html
import re
import shutil
from pathlib import Path

import pytest

from autograder import gradebook
from autograder.records.course import Course, find_course
from autograder.records.notebook import new_cell, new_notebook, write_notebook
from autograder.records.plain_text import visible
from autograder.records.result import Replay
from autograder.records.review import ReviewSettings
from autograder.review.app import create_app
from autograder.review.code import coloured
from tests.gradebook_class import A1, result
from tests.review.conftest import PEOPLE, Staff, member
from tests.review_class import answers, notebook, reopened

PAGE = f"/{A1}/student"
GIVEN = "def double(values):\n    ..."


def course(root: Path) -> Course:
    """A course on disk whose student version has the stub of `double`."""
    (root / "assignments" / A1).mkdir(parents=True)
    settings = f'name = "Course"\nassignments = ["{A1}"]\n'
    (root / "assignments" / "course.toml").write_text(settings)
    (root / "assignments" / A1 / "assignment.toml").write_text(f'id = "{A1}"\ntitle = "One"\n')
    made = new_notebook([new_cell("code", GIVEN)], A1)
    made["cells"][0]["id"] = "code"
    folder = root / "student_templates" / A1
    folder.mkdir(parents=True)
    write_notebook(folder / f"{A1}.ipynb", made)
    return find_course(root)


@pytest.fixture
def tom(class_files: tuple[Path, Path], tmp_path: Path):
    """Tom, with the course on disk, and a student who handed in twice."""
    book, work = reopened(*[Path(shutil.copy(path, tmp_path)) for path in class_files])
    with book:
        shown = Replay(
            code="k3f9",
            line='from gradekit.replay import replay; replay("q1", "k3f9")',
            call="double([1])",
            found="returned [1], expected [2]",
            numbers=1,
            twin=False,
            data="q1:k3f9:x",
        )
        newer = result("s05", {"q1": "100"}, work="second")
        questions = tuple(
            one.model_copy(update={"replay": shown}) if one.id == "q1" else one
            for one in newer.questions
        )
        newer = newer.model_copy(update={"questions": questions})
        gradebook.record_results(book, "grader", A1, [newer])
        code = "def double(values):\n    return values"
        assert newer.provenance is not None
        submission = newer.provenance.submission_sha256
        work.put(A1, submission, notebook(code, "A text."), answers(code, "A text."))
        settings = ReviewSettings(people=PEOPLE)
        app = create_app(book, course=course(tmp_path / "course"), settings=settings, work=work)
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, RATELIMIT_ENABLED=False)
        yield member(app, book, work, "ta")


def test_code_is_held_against_the_template(tom: Staff) -> None:
    page = tom.get(f"{PAGE}?who=s05&diff=1").text
    assert 'class="l gone"' in page
    assert re.search(r'class="l add">.*return', page)
    # The line that both have is marked as neither.
    assert re.search(r'<span class="l ">.*double', page)
    assert 'class="l gone"' not in tom.get(f"{PAGE}?who=s05").text


def test_every_attempt_is_there_and_the_one_that_counts_is_said(tom: Staff) -> None:
    page = tom.get(f"{PAGE}?who=s05").text
    assert "<dt>attempts</dt><dd>2</dd>" in page
    first, second = (one.id for one in gradebook.attempts(tom.book, A1) if one.student == "s05")
    assert f"attempt={first}" in page
    other = first if "does not count" in tom.get(f"{PAGE}?who=s05&attempt={first}").text else second
    page = tom.get(f"{PAGE}?who=s05&attempt={other}").text
    assert "This attempt does not count" in page
    assert f"notebook?attempt={other}" in page


def test_the_line_that_replays_a_mistake_is_there_to_be_copied(tom: Staff) -> None:
    page = tom.get(f"{PAGE}?who=s05").text
    assert "replay(&#34;q1&#34;, &#34;k3f9&#34;)" in page
    assert "double([1]): returned [1], expected [2]" in page


def test_previous_and_next_walk_through_everybody(tom: Staff) -> None:
    seen, who = [], None
    page = tom.get(f"{PAGE}?who=s05").text
    while (found := re.search(r'href="([^"]+)" data-key="p"', page)) is not None:
        page = tom.get(html.unescape(found[1])).text
    while True:
        seen.append(re.search(r"<h1[^>]*>(.*?)</h1>", page)[1])  # type: ignore[index]
        found = re.search(r'href="([^"]+)" data-key="n"', page)
        if found is None:
            break
        who = html.unescape(found[1])
        page = tom.get(who).text
    assert len(seen) == len(gradebook.totals(tom.book, A1))
    assert len(set(seen)) == len(seen)


SOURCES = {
    "python": "@wrap\nclass A:\n    def f(self, x=1.5):  # <note>\n        return f'{x}' or x",
    "a text over lines": 'def f():\n    """One.\n\n    <two>"""\n\treturn 0',
    "a magic": "%matplotlib inline\nx = 1",
    "not closed": "x = (1,\ny = '''a",
    "a bad indent": "if a:\n    b\n  c",
    "nothing": "",
    "strange signs": "x = 'ä\u202e' ; y = $z ? \x07\nprint(x)",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_colours_change_no_sign_of_the_code(source: str) -> None:
    lines = [html.unescape(re.sub(r"</?span[^>]*>", "", one.html)) for one in coloured(source)]
    assert lines == [visible(line, lines=True) for line in source.splitlines()]


def test_keywords_names_texts_numbers_and_comments_have_their_colours() -> None:
    found = re.findall(r'class="(\w+)">([^<]*)', "\n".join(
        one.html for one in coloured(SOURCES["python"])
    ))  # fmt: skip
    assert found[:5] == [("k", "class"), ("nf", "A"), ("k", "def"), ("nf", "f"), ("m", "1.5")]
    assert ("c", "# &lt;note&gt;") in found
    assert ("s", "f&#39;{x}&#39;") in found
    assert 'class="m"' in "".join(one.html for one in coloured(SOURCES["a magic"]))
