"""Lint: every trap of Otter is refused, in words that say where and what to do."""

from typing import Any

import pytest

from autograder.records.errors import ConfigError, ReleaseError
from autograder.records.notebook import new_notebook
from autograder.release.lint import find_all, lint
from autograder.release.mcq import McqBank, read_bank
from autograder.release.source import read_source
from tests.release.spoil import told
from tests.small_course import ID, MCQ_TOML, cells, find, make_course, notebook, replace


def test_a_sound_notebook_has_no_findings(bank: McqBank) -> None:
    assert told(cells(), bank) == []


def test_a_written_question_needs_a_model_answer(bank: McqBank) -> None:
    given = cells()
    given.remove(find(given, "A window of size one"))
    assert any("w1_1 has no model answer" in line for line in told(given, bank))


def test_a_notebook_without_kernelspec_is_refused(bank: McqBank) -> None:
    bare = notebook()
    del bare["metadata"]["kernelspec"]
    told = [str(f) for f in find_all(ID, bare, read_source(bare), bank, bank.graded)]
    assert any("the notebook has no kernelspec of Python" in line for line in told)


def test_all_findings_are_told_at_once_in_the_order_of_the_cells(bank: McqBank) -> None:
    given = cells()
    replace(given, "def test_all_windows(window_sums)", "def test_all_windows(env)")
    replace(given, "points: 2", "point: 2")
    spoiled = new_notebook(given, ID)
    with pytest.raises(ReleaseError) as caught:
        lint(ID, spoiled, read_source(spoiled), bank, bank.graded)
    lines = str(caught.value).splitlines()
    assert lines[0] == "s1_small.ipynb is refused, 3 problems:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["cell 5", "cell 5", "cell 12"]


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
    ("keys", "longest", "words"),
    [
        ("AAAAABBBBBCCCDDD", 6, None),
        ("AAAAAABBBBCCCDDD", 0, "A is the key of 6 of 16 questions, at most 5 may"),
        ("AAAABBBBCCCCDDDD", 7, "the longest option is the key of 7 of 16 questions"),
        ("DACB", 2, None),
        ("DDDB", 0, "D is the key of 3 of 4 questions, at most 2 may"),
        ("DACB", 3, "(Q1, Q2, Q3), at most 2 may"),
    ],
)
def test_keys_that_give_themselves_away_are_refused(
    keys: str, longest: int, words: str | None, bank: McqBank
) -> None:
    sound = notebook()
    unit = _unit(keys, longest).graded
    told = [str(f) for f in find_all(ID, sound, read_source(sound), bank, unit)]
    if words is None:
        assert told == []
    else:
        assert len(told) == 1
        assert words in told[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('key = "C"', 'key = "E"', "graded.0.key"),
        ('B = "7 windows", ', "", "no text for B"),
        ('B = "7 windows"', 'B = "3 windows"', "two options are the same"),
        ('D = "The last two', 'E = "The last two', "graded.0.feedback"),
        ('id = "P1"', 'id = "Q1"', "practice.0.id"),
        ("difficulty = 1", "difficult = 1", "difficult"),
        ('title = "One window"', 'title = ""', "practice.0.title"),
    ],
)
def test_a_malformed_bank_is_told_with_its_place(
    old: str, new: str, words: str, tmp_path: Any
) -> None:
    assert old in MCQ_TOML
    course = make_course(tmp_path, mcq=MCQ_TOML.replace(old, new))
    with pytest.raises(ConfigError, match=r"mcq\.toml") as caught:
        read_bank(course.sources / ID)
    assert words in str(caught.value)
