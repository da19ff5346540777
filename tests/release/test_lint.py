"""Lint: every trap of Otter is refused, in words that say where and what to do."""

from pathlib import Path

import pytest

from autograder.records.errors import ConfigError, ReleaseError
from autograder.records.notebook import new_cell, new_notebook
from autograder.release.findings import Finding, counted, report
from autograder.release.lint import refuse_errors
from autograder.release.mcq import McqBank, read_bank
from tests.release.spoil import findings_in, noted, told
from tests.small_course import ID, MCQ_TOML, cells, find, make_course, notebook, replace


def test_a_sound_notebook_has_no_findings(bank: McqBank) -> None:
    assert told(cells(), bank) == []


def test_a_written_question_without_a_model_answer_is_remarked_upon(bank: McqBank) -> None:
    def spoil(given) -> None:
        at = given.index(find(given, "A window of size one"))
        del given[at - 1 : at + 2]

    noted(spoil, "w1_1 has no model answer", bank)


def test_a_notebook_without_kernelspec_is_refused(bank: McqBank) -> None:
    bare = notebook()
    del bare["metadata"]["kernelspec"]
    found = findings_in(bare, bank)
    assert [(f.voice, f.problem) for f in found] == [
        ("error", "the notebook has no kernelspec, without which Otter does not compile it")
    ]


def test_an_r_notebook_is_called_so_once(bank: McqBank) -> None:
    given = notebook()
    given["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    find(given["cells"], "That is all")["source"] = "x <- c(1, 2)"
    (found,) = findings_in(given, bank)
    assert found.problem == "this is a notebook in R, and only Python is graded here"


def test_an_nbgrader_notebook_is_called_so_once(bank: McqBank) -> None:
    solved = new_cell("code", "def f():\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION")
    solved["metadata"] = {"nbgrader": {"grade": False, "solution": True, "grade_id": "f"}}
    given = {**notebook(), "cells": [solved, new_cell("code", "assert f() is None")]}
    (found,) = findings_in(given, bank)
    assert "an nbgrader notebook (1 of its cells" in found.problem


def test_all_findings_are_told_at_once_grouped_and_counted(bank: McqBank) -> None:
    given = cells()
    replace(given, "def test_all_windows(window_sums)", "def test_all_windows(window_sums=1)")
    replace(given, "points: 2", "point: 2")
    replace(given, "def test_first_window", "def first_window")
    with pytest.raises(ReleaseError) as caught:
        refuse_errors(ID, findings_in(new_notebook(given, ID), bank))
    lines = str(caught.value).splitlines()
    assert lines[0] == "s1_small.ipynb is refused, 2 errors and 1 note:"
    assert [line.split(";")[0].strip() for line in lines[1:]] == [
        "error: questions (1)",
        "cell 5: unknown key 'point' in the question's config, which Otter ignores",
        "error: tests (1)",
        "cell 12: the test takes defaults, * or ** arguments, and Otter passes each by name",
        "note: the form of a question (1)",
        "cell 11: the function is called first_window",
    ]


def test_notes_alone_refuse_nothing(bank: McqBank) -> None:
    given = cells()
    replace(given, "def test_first_window", "def first_window")
    refuse_errors(ID, findings_in(new_notebook(given, ID), bank))


def test_at_most_ten_of_a_kind_are_shown_unless_all_are_asked_for() -> None:
    found = [Finding(n, "a bare assert", "add a message", "form", "note") for n in range(1, 14)]
    found.append(Finding(3, "the test does not parse", "correct it", "tests"))
    lines = report(found)
    assert lines[0] == "error: tests (1)"
    assert lines[2] == "note: the form of a question (13)"
    assert lines[-1] == "  and 3 more; --all shows them"
    assert len(report(found, all_of_them=True)) == 2 + 14
    assert counted(found) == "1 error and 13 notes"


def test_ordinary_comments_are_no_near_misses(bank: McqBank) -> None:
    given = cells()
    replace(
        given,
        'print("s1_small is finished")',
        "# The solution is wide.\n# begin with the test, then prompt the reader\n"
        "x = 1  # hidden size, see above\n# end",
    )
    assert told(given, bank) == []


def _unit(keys: str, longest: int = 0) -> McqBank:
    graded = []
    for number, key in enumerate(keys, 1):
        options = {letter: f"option {letter}" for letter in "ABCD"}
        if number <= longest:
            options[key] = "by far the longest of all options"
        graded.append(
            {
                "id": f"Q{number}",
                "title": "t",
                "difficulty": 1,
                "minutes": 1,
                "stem": "s",
                "key": key,
                "options": options,
                "feedback": dict.fromkeys("ABCD", "because"),
            }
        )
    return McqBank.model_validate({"graded": graded})


@pytest.mark.parametrize(
    ("keys", "longest", "voice", "words"),
    [
        ("AAAAABBBBBCCCDDD", 6, "", None),
        ("AAAAAABBBBCCCDDD", 0, "error", "A is the key of 6 of 16 questions, expected at most 5"),
        ("AAAABBBBCCCCDDDD", 7, "error", "the longest option is the key of 7 of 16 questions"),
        ("DACB", 2, "", None),
        ("DDDB", 0, "note", "D is the key of 3 of 4 questions, expected at most 2"),
        ("DACB", 3, "note", "(Q1, Q2, Q3), expected at most 2"),
    ],
)
def test_keys_that_give_themselves_away_are_told_and_with_eight_questions_refused(
    keys: str, longest: int, voice: str, words: str | None
) -> None:
    unit = _unit(keys, longest)
    asked = [new_cell("raw", f"# MCQ\nid: {mcq.id}\npoints: 1") for mcq in unit.graded]
    given = [cell for cell in cells() if "id: Q1" not in cell["source"]]
    found = findings_in(new_notebook([*given, *asked], ID), unit)
    if words is None:
        assert found == []
    else:
        (only,) = found
        assert only.voice == voice
        assert words in only.problem


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('key = "C"', 'key = "E"', "key is 'E', the options of Q1 are A, B, C, D"),
        ('B = "7 windows", ', "", "no text for B"),
        (', B = "two", C = "five", D = "none"', "", "1 options; a question has 2 to 6"),
        ('B = "7 windows"', 'B = "3 windows"', "two options are the same"),
        ('D = "The last two', 'E = "The last two', "no text for D"),
        ('id = "P1"', 'id = "Q1"', "Q1 is there twice"),
        ('id = "P1"', 'id = "P 1"', "practice.0.id"),
        ("difficulty = 1", "difficult = 1", "difficult"),
        ('title = "One window"', 'title = ""', "practice.0.title"),
    ],
)
def test_a_malformed_bank_is_told_with_its_place(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    assert old in MCQ_TOML
    course = make_course(tmp_path, mcq=MCQ_TOML.replace(old, new))
    with pytest.raises(ConfigError, match=r"mcq\.toml") as caught:
        read_bank(course.sources / ID)
    assert words in str(caught.value)
