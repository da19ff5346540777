"""What a student's `mcq` and `practice` cells show, record and read back."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.release.mcq import questions_json, read_bank
from gradekit import mcq as module
from gradekit.answers import LOCK_NAME, read_answers, record_answer
from gradekit.mcq import emit_receipts, mcq, practice
from gradekit.questions import find_question

ROOT = Path(__file__).parents[2]
ASSIGNMENT = ROOT / "assignments" / "a1_convolution"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A student's working folder, questions beside the notebook."""
    text = questions_json("a1_convolution", read_bank(ASSIGNMENT))
    (tmp_path / "questions.json").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_unanswered_question_is_an_empty_string_and_shows_its_options(folder, capsys):
    assert mcq("Q4") == ""
    shown = capsys.readouterr().out
    assert "Not answered yet" in shown
    assert all(option in shown for option in ("A. 2x4", "B. 3x5", "C. 4x5", "D. 5x9"))
    assert not (folder / "answers.json").exists()


def test_a_typed_answer_is_recorded_and_read_back(folder, capsys):
    assert mcq("Q1", "D") == "D"
    assert capsys.readouterr().out == "Q1: recorded D\n"
    entry = json.loads((folder / "answers.json").read_text())["answers"]["Q1"]
    assert entry.pop("time").endswith("+00:00")
    assert entry == {"choice": "D", "first": "D", "changes": 0}
    assert mcq("Q1") == "D"


def test_the_first_choice_and_the_number_of_changes_are_kept(folder):
    for letter in ("A", "B", "B", "c"):
        mcq("Q1", letter)
    answer = read_answers(folder)["Q1"]
    assert (answer.choice, answer.first, answer.changes) == ("C", "A", 2)


@pytest.mark.parametrize("typed", ["E", "AB", "1"])
def test_a_letter_that_is_no_option_is_refused_in_words_and_changes_nothing(folder, capsys, typed):
    assert mcq("Q1", typed) == ""
    assert "is none of A, B, C and D; nothing is recorded" in capsys.readouterr().out
    mcq("Q1", "B")
    assert mcq("Q1", typed) == "B"
    assert read_answers(folder)["Q1"].choice == "B"


@pytest.mark.parametrize("placeholder", [None, ..., "", "  "])
def test_a_placeholder_is_no_answer(folder, placeholder):
    assert mcq("Q1", placeholder) == ""


def test_an_unknown_question_names_those_that_there_are(folder):
    with pytest.raises(ValueError, match="no question 'Q9' here; there are: Q1, Q2, Q3, Q4"):
        mcq("Q9")


def test_without_the_questions_a_cell_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="unpack the hand-out again"):
        mcq("Q1")


def test_a_damaged_answers_file_is_replaced_by_the_next_choice(folder):
    for damaged in ("", "[1]", '{"answers": {"Q1": {"choice": 3}}}', '{"answers": [1]}'):
        (folder / "answers.json").write_text(damaged)
        assert mcq("Q1") == ""
    mcq("Q2", "A")
    assert list(read_answers(folder)) == ["Q2"]


def test_a_folder_that_cannot_be_written_keeps_the_typed_answer(folder, capsys, monkeypatch):
    (folder / LOCK_NAME).mkdir()  # works for root too, to whom no folder is read-only
    assert mcq("Q1", "C") == "C"
    assert "the typed letter counts all the same" in capsys.readouterr().out


def test_importing_and_looking_write_no_file(folder):
    before = sorted(folder.iterdir())
    code = "from gradekit.mcq import emit_receipts, mcq; mcq('Q1')"
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
    assert sorted(folder.iterdir()) == before


def test_answers_of_an_older_handout_are_read(folder):
    entry = {"choice": "B", "first": "A", "changes": 1, "via": "typed", "time": "2026-11-01"}
    content = {"schema": 1, "answers": {"Q1": entry}}
    (folder / "answers.json").write_text(json.dumps(content), encoding="utf-8")
    assert mcq("Q1") == "B"


WRITER = """
import sys
from pathlib import Path
from gradekit import answers
for number in range(100):
    answers.record_answer(Path.cwd(), f"{sys.argv[1]}{number}", "ABCD"[number % 4])
"""


def test_two_processes_that_write_at_once_lose_nothing(folder):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, name], cwd=folder)
        for name in ("left", "right")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert len(read_answers(folder)) == 200
    assert not [path for path in folder.iterdir() if path.suffix == ".tmp"]


def test_letters_stand_in_order_and_options_to_click_in_the_students_own(
    folder, monkeypatch, capsys
):
    def order(student):
        monkeypatch.setattr(module, "_student_id", lambda: student)
        return tuple(module._order(find_question(folder, "graded", "Q3")))

    orders = {student: order(student) for student in map(str, range(40))}
    options = find_question(folder, "graded", "Q3").options
    assert all(dict(shown) == options for shown in orders.values())
    assert len(set(orders.values())) > 10
    assert order("7") == orders["7"]
    mcq("Q3")
    lines = capsys.readouterr().out.splitlines()
    assert [line[:2] for line in lines[-4:]] == ["A.", "B.", "C.", "D."]


def test_practice_explains_an_option_under_the_question_which_stays(folder, capsys):
    practice("P1", "A")
    wrong = capsys.readouterr().out.splitlines()
    practice("P1", "c")
    right = capsys.readouterr().out.splitlines()
    assert wrong[-1].startswith("Not that one. That is the dense layer.")
    assert right[-1].startswith("Yes.")
    assert wrong[:-1] == right[:-1]
    assert not (folder / "answers.json").exists()


def test_the_text_of_an_option_stands_for_its_letter(folder):
    text = find_question(folder, "graded", "Q3").options["C"]
    assert mcq("Q3", f"  {text.upper()} ") == "C"


def test_a_letter_without_quotes_is_told_so(folder, capsys):
    assert mcq("Q3", 3) == ""
    assert "3 is no letter in quotes" in capsys.readouterr().out
    assert mcq("Q3", "B") == "B"
    assert mcq("Q3", object) == "B"


def test_receipts_are_shown_again_and_open_questions_named(folder, capsys):
    record_answer(folder, "Q2", "A")
    assert emit_receipts(folder) == ["Q1", "Q3", "Q4"]
    assert capsys.readouterr().out == "Q2: recorded A\n"


def test_what_a_student_holds_has_no_key_of_a_graded_question(folder):
    graded = json.loads((folder / "questions.json").read_text())["graded"]
    for question in graded.values():
        assert set(question) == {"title", "stem", "options"}


@pytest.fixture
def several(tmp_path, monkeypatch):
    """A folder with one question of six options of which several may be right."""
    options = {letter: f"option {letter}" for letter in "ABCDEF"}
    asked = {"title": "All", "stem": "Which?", "options": options, "several": True}
    content = {"schema": 1, "assignment": "a", "graded": {"Q1": asked}, "practice": {}}
    (tmp_path / "questions.json").write_text(json.dumps(content))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("typed", ["FA", "a, f", ["A", "F"], " F A f "])
def test_several_letters_are_one_answer_in_any_order(several, typed, capsys):
    assert mcq("Q1", typed) == "AF"
    assert read_answers(several)["Q1"].choice == "AF"
    assert capsys.readouterr().out == "Q1: recorded AF\n"


def test_a_question_of_several_says_so_and_refuses_a_letter_that_it_lacks(several, capsys):
    mcq("Q1")
    assert "Several may be right. Not answered yet" in capsys.readouterr().out
    assert mcq("Q1", "AG") == ""
    assert "'AG' is none of A, B, C, D, E and F" in capsys.readouterr().out
