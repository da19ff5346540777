"""What is read off the cells: where questions end, whose a cell is, what was written."""

from dataclasses import replace

from autograder.grading.cells import checked, plan, typed_student_id, written_answer
from autograder.intake.submission import Cell


def cells(*sources: str) -> list[Cell]:
    """Cells whose kind is told by how they begin: `#` and `_` are text."""
    return [
        Cell(n, "markdown" if source[:1] in "#_<" else "code", source, source.startswith("plot"))
        for n, source in enumerate(sources, 1)
    ]


def test_a_check_in_a_comment_or_a_string_is_none() -> None:
    assert list(checked('# grader.check("q1")\nx = \'grader.check("q2")\'')) == []
    assert list(checked('grader.check("q1"); other.check("q2")')) == ["q1", "q2"]


def test_a_check_beside_a_magic_is_found() -> None:
    assert list(checked('files = !ls\n%time x = 1\ngrader.check("q1")')) == ["q1"]
    assert list(checked('%%time\ngrader.check("q1")')) == ["q1"]


def test_a_check_in_a_cell_that_does_not_parse_is_found() -> None:
    assert list(checked('def f(:\n    pass\ngrader.check("q1")')) == ["q1"]


def test_a_question_ends_where_it_is_checked_last() -> None:
    steps = plan(cells('grader.check("q1")', "x = 1", 'grader.check("q1")'), ["q1"])
    assert [step.ends for step in steps] == [(), (), ("q1",)]


def test_ignored_cells_are_not_executed() -> None:
    steps = plan(cells("x = 1", "plot(x)"), ["q1"])
    assert [step.cell.source for step in steps] == ["x = 1"]


def test_a_cell_belongs_to_the_box_above_it_else_to_the_next_check() -> None:
    steps = plan(
        cells(
            "import numpy",
            "### q1 · One",
            "a = 1",
            "b = 2",
            'grader.check("q1")',
            "between = 1",
            "### q2 · Two",
            "c = 3",
            "## Next part",
            "free = 1",
        ),
        ["q1", "q2"],
    )
    assert [step.belongs_to for step in steps] == ["q1", "q1", "q1", "q1", None, "q2", None]


def test_a_written_answer_ends_at_the_next_heading() -> None:
    answer = written_answer(
        cells("### w1 · Why", "_Because_", "_and so_", "<!-- END QUESTION -->", "_no_"), "w1"
    )
    assert answer == "_Because_\n\n_and so_"
    assert written_answer(cells("### w1 · Why", "## Next"), "w1") == ""


def test_code_is_the_answer_where_a_plot_is_asked_for() -> None:
    end = "<!-- END QUESTION -->"
    assert written_answer(cells("### plot · Show", "plt.plot(x)", end, "y = 1"), "plot") == (
        "plt.plot(x)"
    )
    assert written_answer(cells("### plot · Show", "...", end), "plot") == ""
    assert written_answer(cells("### w1 · Why", "_Because_", "y = 1", end), "w1") == "_Because_"


def test_the_box_of_a_written_question_may_follow_otters_comment() -> None:
    box = "<!-- BEGIN QUESTION -->\n\n### w1 · Why\n\n**1 point**"
    end = "<!-- END QUESTION -->\n\n### q2 · Next"
    assert written_answer(cells(box, "_Because_", end, "_no_"), "w1") == "_Because_"
    open_answer = "_Type your answer here, replacing this text._"
    assert written_answer(cells(box, open_answer, end), "w1") == ""
    steps = plan(cells("a = 1", box, "b = 2", end, "c = 3"), ["w1", "q2"])
    assert [step.belongs_to for step in steps] == [None, "w1", "q2"]


def test_a_written_answer_may_stand_in_a_raw_cell_and_begin_with_a_heading() -> None:
    box, answer, end = cells("### w1 · Why", "## Because\n\nof this", "## Next")
    raw = replace(answer, kind="raw")
    assert written_answer([box, raw, end], "w1") == "## Because\n\nof this"
    own = replace(answer, id="answer")
    assert written_answer([box, own, end], "w1") == ""
    assert written_answer([box, own, end], "w1", ("answer",)) == "## Because\n\nof this"


def test_the_student_id_typed_last_counts() -> None:
    steps = plan(cells('student_id = ""', 'student_id = "s1"', "student_id = f()"), [])
    assert typed_student_id(steps) == "s1"
