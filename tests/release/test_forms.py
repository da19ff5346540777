"""Otter's other forms, built: what the release says, what students get, and what Otter gives."""

from pathlib import Path

import pytest

from autograder.records.course import Course, find_course
from autograder.records.notebook import Notebook, read_notebook, source
from autograder.records.release import Release, read_release
from autograder.release import archive
from autograder.release.build import build
from autograder.release.otter_run import otter_scores
from tests.release.otters import DOT, check, code, question, raw, text, write

CONFIG = """# ASSIGNMENT CONFIG
files: [heights.csv, figures]
autograder_files: [secret.json]
requirements: [numpy]
check_all_cell: true
export_cell: {pdf: false, instructions: Good luck.}
show_question_points: true
generate: {seed: 42}
strip_solutions_from_all_cells: true
seed: {variable: rng_seed, autograder_value: 42, student_value: 7}
tests: {ok_format: false}"""
BANK = """
[[graded]]
id = "two"
title = "Yes or no"
stem = "Is the mean a statistic?"
key = "B"
options = { A = "no", B = "yes" }
feedback = { A = "It is computed from the sample alone.", B = "Right, of the sample alone." }

[[graded]]
id = "six"
title = "All that hold"
stem = "Which are robust?"
key = ["F", "A"]
options = { A = "median", B = "mean", C = "sum", D = "range", E = "variance", F = "IQR" }

[graded.feedback]
A = "Right, half of the values may move without any effect."
B = "One value that is far away moves it without any bound."
C = "A sum follows every single one of its terms all the way."
D = "The range is made of the two most extreme values alone."
E = "Squares make far values count even more than they should."
F = "Right, a quarter of the values on each side does not count."
"""

PARTS = [
    raw(CONFIG),
    text("# Forms\n\n![dot](figures/dot.png)\n\nFor staff. # IGNORE"),
    {**text("![me](attachment:me.png)"), "attachments": {"me.png": {"image/png": "R0lGODlhAQ=="}}},
    code("import numpy as np\nfrom gradekit.mcq import mcq\nrng_seed = 42\nnote = 1 # IGNORE"),
    code("practice = 5 # SOLUTION"),
    {**code("print("), "metadata": {"tags": ["raises-exception"]}},
    text("```otter\n# BEGIN QUESTION\nname: part one\npoints: [1, 0.5]\n```"),
    text("#### Question 1: A total\n\nAssign 6 to `total`."),
    raw("# BEGIN SOLUTION"),
    code("total = 6 #SOLUTION"),
    raw("# END SOLUTION"),
    raw("# BEGIN TESTS"),
    code("def test_total(total):\n    assert total == 6, 'six'\n\ntest_total(total) # IGNORE"),
    check("test_again", "total", 6, hidden=True),
    raw("# END TESTS"),
    raw("# END QUESTION"),
    *question(
        "name: q2\npoints: {each: 2}\nall_or_nothing: true",
        code("def f(x):\n    return x + rng_seed # SOLUTION"),
        tests=[
            code("def test_f(np, f, env):\n    assert f(np.int64(1)) == env['rng_seed'] + 1, 'f'"),
            check("test_total", "total", 6),
        ],
        before="Write `f(x)`.",
    ),
    *question(
        "name: thirds",
        code("c = 3 # SOLUTION"),
        tests=[check(f"test_{n}", "c", 3) for n in range(3)],
        before="Assign 3 to `c`.",
    ),
    *question(
        "name: q-4\npoints: 1\ncheck_cell: false",
        code("d = 4 # SOLUTION"),
        tests=[check("test_d", "d", 4, hidden=True)],
    ),
    raw("# MCQ\nid: two\npoints: 1"),
    raw("# MCQ\nid: six\npoints: 2"),
    *question(
        "name: plot\nmanual: true\npoints: 2", code("plotted = 1 # SOLUTION"), before="Plot."
    ),
]
OK = [
    raw("# ASSIGNMENT CONFIG\nname: ok"),
    code("import numpy as np"),
    *question(
        "name: q1\npoints: [0, 1, 1]",
        code("def double(x):\n    return 2 * x # SOLUTION"),
        tests=[
            code("double(2)", "4"),
            code("np.allclose(double(np.ones(2)), 2)", "True"),
            code("# HIDDEN\nword = double('ab')\nword", "'abab'"),
        ],
        before="Write `double(x)`.",
    ),
    *question(
        "name: q2\npoints: 2\nall_or_nothing: true",
        code("a = 5 # SOLUTION"),
        tests=[
            code(
                '""" # BEGIN TEST CONFIG\nsuccess_message: Say "yes"\n""" # END TEST CONFIG\na > 4',
                "True",
            ),
            code("a < 6", "True"),
        ],
        before="Assign 5 to `a`.",
    ),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of two assignments, one in each format of tests, compiled."""
    root = tmp_path_factory.mktemp("forms")
    sources = root / "assignments"
    for name, cells in (("forms", PARTS), ("ok", OK)):
        (sources / name / "figures").mkdir(parents=True)
        write(sources / name / f"{name}.ipynb", cells)
        (sources / name / "assignment.toml").write_text(f'id = "{name}"\ntitle = "{name}"\n')
    (sources / "course.toml").write_text('name = "Forms"\nassignments = ["forms", "ok"]\n')
    (sources / "requirements.txt").write_text("numpy\n")
    folder = sources / "forms"
    with (folder / "assignment.toml").open("a") as file:
        reason = "a made-up address of the data set"
        file.write('bonus = ["thirds"]\nblank = "may raise"\nblank_points = 1.5\n')
        file.write(f'allow = [{{ file = "heights.csv", reason = "{reason}" }}]\n')
    (folder / "mcq.toml").write_text(BANK)
    (folder / "figures" / "dot.png").write_bytes(DOT)
    (folder / "heights.csv").write_text("name,mail\nada,ada@example.org\n")
    (folder / "secret.json").write_text("[42]\n")
    found = find_course(root)
    for name in ("forms", "ok"):
        build(found, name)
    return found


def _release(course: Course, name: str) -> Release:
    return read_release(course.build / name / "release.json")


def _student(course: Course, name: str) -> Notebook:
    return read_notebook(course.template(name) / f"{name}.ipynb")


def test_points_in_every_form_are_those_of_otter(course: Course) -> None:
    release = _release(course, "forms")
    points = {q.id: (q.points, [round(c.points, 4) for c in q.checks]) for q in release.questions}
    assert points == {
        "part one": (1.5, [1, 0.5]),
        "q2": (4, [2, 2]),
        "thirds": (1, [0.3333, 0.3333, 0.3333]),
        "q-4": (1, [1]),
        "two": (1, [0, 1]),
        "six": (2, [0, 2]),
        "plot": (2, []),
    }
    assert release.question("q2").all_or_nothing
    assert release.question("thirds").bonus
    assert release.possible == 11.5
    for name in ("forms", "ok"):
        solution = course.solution(name) / f"{name}.ipynb"
        scores = otter_scores(solution, course.build / name / "autograder.zip")
        wanted = {q.id: q.points for q in _release(course, name).questions if not q.manual}
        assert {q: score.possible for q, score in scores.items()} == pytest.approx(wanted)
        assert {q: score.points for q, score in scores.items()} == pytest.approx(wanted)


def test_the_release_says_how_to_grade_them(course: Course) -> None:
    release = _release(course, "forms")
    assert (release.ok_format, release.seed, release.seed_variable) == (False, 42, "rng_seed")
    assert (release.blank, release.blank_points) == ("may raise", 1.5)
    assert release.files == ("questions.json", "heights.csv", "figures/dot.png")
    assert release.autograder_files == ("secret.json",)
    assert release.question("q2").variables == ("np", "f", "total")
    six = release.question("six")
    assert (six.options, six.several, six.title) == (tuple("ABCDEF"), True, "All that hold")
    assert release.question("part one").title == "A total"
    grader = archive.read_zip((course.build / "forms" / "autograder.zip").read_bytes())
    assert grader["files/secret.json"] == b"[42]\n"
    assert grader["files/figures/dot.png"] == DOT


def test_the_release_knows_the_cells_of_each_question(course: Course) -> None:
    cells = {cell["id"]: source(cell) for cell in _student(course, "forms")["cells"]}
    release = _release(course, "forms")
    assert [cells[name] for name in release.question("thirds").cells] == [
        "Assign 3 to `c`.\n\n_Points:_ 1",
        "c = ...",
        'grader.check("thirds")',
    ]
    (plot,) = [q for q in release.questions if q.id == "plot"]
    assert "plotted = ..." in [cells[name] for name in plot.cells]


def test_students_get_what_otter_makes_and_nothing_for_staff(course: Course) -> None:
    texts = [source(cell) for cell in _student(course, "forms")["cells"]]
    everything = "\n".join(texts)
    assert "For staff" not in everything
    assert "note = 1" not in everything
    assert "rng_seed = 7" in everything
    assert "grader.check_all()" in texts
    assert any("Good luck." in text for text in texts)
    assert sorted(archive.read_folder(course.template("forms"))) == [
        *("figures/dot.png", "forms.ipynb", "heights.csv", "questions.json", "requirements.txt"),
    ]
    assert (course.template("forms") / "requirements.txt").read_text() == "numpy\n"


def test_practice_that_counts_for_nothing_is_solved_without_markers(course: Course) -> None:
    assert "practice = ..." in [source(cell) for cell in _student(course, "forms")["cells"]]
    solution = read_notebook(course.solution("forms") / "forms.ipynb")
    assert "practice = 5" in [source(cell) for cell in solution["cells"]]


def test_doctests_keep_what_they_expect_and_hide_what_is_hidden(course: Course) -> None:
    release = _release(course, "ok")
    assert release.ok_format
    assert [(c.name, c.hidden, c.points) for c in release.question("q1").checks] == [
        ("q1 - 1", False, 0),
        ("q1 - 2", False, 1),
        ("q1 - 3", True, 1),
    ]
    assert release.question("q1").variables == ("double", "np")
    cases = _student(course, "ok")["metadata"]["otter"]["tests"]["q1"]["suites"][0]["cases"]
    assert [case["hidden"] for case in cases] == [False, False]
    kept = read_notebook(course.sources / "ok" / "ok.ipynb")["cells"]
    assert next(cell["outputs"] for cell in kept if source(cell) == "a < 6")


def test_a_build_of_doctests_is_up_to_date_at_once(course: Course) -> None:
    assert build(course, "ok", check=True).written == ()


def test_what_is_allowed_is_told_with_its_reason(course: Course) -> None:
    report = build(course, "forms", check=True)
    assert report.notes == (
        "allowed: heights.csv: an e-mail address (a made-up address of the data set)",
    )


def test_without_the_reason_the_address_is_refused(course: Course, tmp_path: Path) -> None:
    path = course.sources / "forms" / "assignment.toml"
    before = path.read_text()
    try:
        path.write_text(before.replace("heights.csv", "others.csv"))
        with pytest.raises(Exception, match=r"heights\.csv: an e-mail address") as caught:
            build(course, "forms", check=True)
    finally:
        path.write_text(before)
    assert "write under `allow` in assignment.toml why a finding is not a leak" in str(caught.value)
