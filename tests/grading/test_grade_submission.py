"""A submission from notebook to result: every status, whose fault it is, and what it costs."""

import json
from collections.abc import Callable, Mapping

import pytest

from autograder.grading import questions
from autograder.grading.loaded import OpenedRelease
from autograder.grading.submission import grade_submission
from autograder.intake.submission import Submission
from autograder.isolation.engines.engine import Engine, EngineReport, Worker
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError
from autograder.records.result import QuestionResult, SubmissionResult, dump, load
from autograder.records.status import Status
from gradekit import checks
from tests.tiny_course import hand_in, notebook

Grade = Callable[..., SubmissionResult]


def question(result: SubmissionResult, name: str) -> QuestionResult:
    return next(q for q in result.questions if q.id == name)


def verdicts(result: SubmissionResult) -> dict[str, tuple[str, float | None]]:
    return {q.id: (q.status.value, q.points) for q in result.questions}


FULL = {
    "q1": ("passed", 3.0),
    "q2": ("passed", 3.0),
    "q3": ("passed", 1.0),
    "Q1": ("passed", 1.0),
    "w1": ("passed", None),
    "q4": ("error", 0.0),
}


def test_right_answers_get_their_points_and_the_written_one_waits(grade: Grade) -> None:
    result = grade()
    assert verdicts(result) == FULL
    assert (result.total, result.possible) == (8.0, 10.0)
    assert question(result, "w1").answer == "Because it is so."
    assert not result.needs_review


def test_the_result_survives_json(grade: Grade) -> None:
    result = grade()
    assert load(json.loads(json.dumps(dump(result)))) == result
    assert dump(result)["total"] == 8.0
    assert result.provenance is not None
    assert len(result.provenance.submission_sha256) == len(result.provenance.seed) == 64
    assert {"cells", "checks", "start", "total"} <= result.timings.keys()


def test_a_public_failure_is_told_in_full_and_a_hidden_one_is_not(grade: Grade) -> None:
    result = question(grade({"q1": "def add(a, b):\n    return a - b"}), "q1")
    assert result.status is Status.FAILED
    assert result.message == "add(a=1, b=2) returned -1, expected 3."
    assert not any(digit in result.checks[1].message for digit in "123456789")


@pytest.mark.parametrize(
    "answer",
    ["def add(a, b):\n    raise NotImplementedError", "add = ...", "add = None"],
)
def test_what_is_not_implemented_says_so_and_leaves_no_trace(grade: Grade, answer: str) -> None:
    result = grade({"q1": answer})
    assert verdicts(result)["q1"] == ("failed", 0.0)
    assert "Traceback" not in question(result, "q1").message


def test_not_implemented_is_said_for_a_check_that_does_not_say_it(grade: Grade) -> None:
    assert question(grade({"q2": "half = ..."}), "q2").message == "q2 is not implemented yet"


def test_an_exception_of_the_student_is_an_error_with_its_message(grade: Grade) -> None:
    result = question(grade({"q2": "def half(x):\n    raise KeyError('half')"}), "q2")
    assert result.status is Status.ERROR
    assert result.message.startswith("Your code raised KeyError: 'half'\ncell ")


def test_a_hidden_check_does_not_repeat_what_the_student_raised(grade: Grade) -> None:
    answer = "def half(x):\n    if x < 0:\n        raise ValueError(f'input {x}')\n    return x / 2"
    result = question(grade({"q2": answer}), "q2")
    assert (result.status, result.points) == (Status.ERROR, 2.0)
    raised, line = result.message.split("\n")
    assert raised == "Your code raised ValueError in a hidden check."
    assert line.endswith("line 3: raise ValueError(f'input {x}')"), "as it is written"
    assert "input -2" not in json.dumps(result.model_dump(mode="json"))


def test_an_assertion_of_the_student_is_not_one_of_the_check(grade: Grade) -> None:
    result = question(grade({"q2": "def half(x):\n    assert x < 0, 'mine'\n    return x"}), "q2")
    assert result.checks[0].status is Status.ERROR


def test_an_exception_of_the_students_own_class_is_an_error(grade: Grade) -> None:
    answer = "class Odd(Exception):\n    pass\ndef half(x):\n    raise Odd('three')"
    told = question(grade({"q2": answer}), "q2").message
    assert told.startswith("Your code raised Odd: three\ncell ")


def test_a_check_that_fails_by_itself_is_our_fault_and_no_zero(grade: Grade) -> None:
    result = grade({"q4": "def bonus():\n    return 'text'"})
    assert verdicts(result)["q4"] == ("internal_error", None)
    assert (result.status, result.total, result.needs_review) == (Status.INTERNAL_ERROR, None, True)
    assert "fault of the course" in question(result, "q4").message
    assert any("q4-1 (test_broken) raised TypeError" in note for note in result.notes)
    assert verdicts(result)["q1"] == ("passed", 3.0)


def test_a_check_that_never_ends_is_our_fault_too(
    grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "CHECK_CPU_SECONDS", 0.5)
    result = grade({"q4": "def bonus():\n    return 'for ever'"})
    assert verdicts(result) == {**FULL, "q4": ("internal_error", None)}
    assert "q4-1 never ended" in result.notes


def test_an_endless_loop_costs_its_checks_only(grade: Grade) -> None:
    result = grade({"q2": "def half(x):\n    while x == 3:\n        pass\n    return x / 2"})
    assert verdicts(result) == {**FULL, "q2": ("timeout", 2.0)}


def test_two_time_outs_end_a_question(grade: Grade) -> None:
    result = question(grade({"q2": "def half(x):\n    while True:\n        pass"}), "q2")
    assert [check.status.value for check in result.checks] == ["timeout"] * 3
    assert result.checks[2].message == "Not run: q2 timed out before."


def test_an_endless_cell_costs_its_question_only(grade: Grade) -> None:
    result = grade({"q3": "while True:\n    pass"})
    assert verdicts(result) == {**FULL, "q3": ("timeout", 0.0)}
    assert question(result, "q3").message.startswith("Cell 11 did not finish: ")


def test_an_endless_cell_that_catches_the_interrupt_is_killed(grade: Grade) -> None:
    stubborn = """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
    assert verdicts(grade({"q3": stubborn})) == {**FULL, "q3": ("timeout", 0.0)}


def test_a_process_that_ends_costs_its_question_only(grade: Grade) -> None:
    result = grade({"q2": "import os\ndef half(x):\n    os._exit(0)"})
    assert verdicts(result) == {**FULL, "q2": ("crashed", 0.0)}


def test_a_cell_that_ends_the_process_is_left_out_of_the_replay(grade: Grade) -> None:
    result = grade({"q3": "squares = [0, 1, 4]\nimport os; os._exit(0)"})
    assert verdicts(result) == {**FULL, "q3": ("crashed", 0.0)}


def test_what_was_defined_before_a_death_is_there_after_it(grade: Grade) -> None:
    result = grade(
        {"q2": "import os\ndef half(x):\n    os._exit(0)", "q3": "squares = base"},
        before_q1="base = [0, 1, 4]",
    )
    assert verdicts(result)["q3"] == ("passed", 1.0)


def test_a_cell_that_does_not_parse_is_an_error_of_its_question(grade: Grade) -> None:
    result = grade({"q2": "def half(x:\n    return x"})
    assert verdicts(result) == {**FULL, "q2": ("error", 0.0)}
    assert "Cell 8 stopped with SyntaxError" in question(result, "q2").message


def test_an_exception_in_an_unrelated_cell_costs_nothing(grade: Grade) -> None:
    assert verdicts(grade(before_q2="1 / 0", before_q1="exit()")) == FULL


def test_a_cell_that_stops_before_its_check_is_graded_at_the_end(
    taken: Callable[[Mapping[str, object]], Submission], opened: OpenedRelease, engine: Engine
) -> None:
    content = notebook({"q3": "1 / 0\ngrader.check('q3')"}, before_w1="squares = [0, 1, 4]")
    content["cells"] = [c for c in content["cells"] if c["source"] != 'grader.check("q3")']
    result = grade_submission(taken(content), opened, engine, secret=b"s" * 32)
    assert verdicts(result) == FULL


def test_an_answer_changed_after_its_check_does_not_count(grade: Grade) -> None:
    result = grade({"q3": "squares = []"}, before_Q1="squares = [0, 1, 4]")
    assert verdicts(result)["q3"] == ("failed", 0.0)


def test_a_deleted_check_is_made_up_for_at_the_end(
    taken: Callable[[Mapping[str, object]], Submission], opened: OpenedRelease, engine: Engine
) -> None:
    content = notebook()
    content["cells"] = [c for c in content["cells"] if not c["source"].startswith("grader.check")]
    result = grade_submission(taken(content), opened, engine, secret=b"s" * 32)
    assert verdicts(result) == FULL


def test_the_whole_submission_has_a_time_limit_and_keeps_what_it_earned(
    taken: Callable[[Mapping[str, object]], Submission], opened: OpenedRelease, engine: Engine
) -> None:
    from dataclasses import replace

    limits = opened.release.limits.model_copy(update={"submission_seconds": 1.0})
    short = replace(opened, release=opened.release.model_copy(update={"limits": limits}))
    submission = taken(
        notebook(before_q2="import time; time.sleep(0.9)", before_q3="time.sleep(9)")
    )
    result = grade_submission(submission, short, engine, secret=b"s" * 32)
    assert verdicts(result)["q1"] == ("passed", 3.0)
    assert verdicts(result)["q3"] == ("timeout", 0.0)
    assert "time for the whole submission (1 s)" in question(result, "Q1").message
    assert result.timings["total"] < 9


def test_what_a_student_prints_in_a_hidden_check_is_not_shown(grade: Grade) -> None:
    answer = "print('cell')\ndef half(x):\n    print('input', x)\n    return x / 2"
    result = grade({"q2": answer})
    assert "cell" in result.output
    assert "input" not in result.output


def test_output_of_a_cell_that_died_is_kept_once(grade: Grade) -> None:
    result = grade(
        {"q3": "print('last words', flush=True)\nimport os; os._exit(1)"},
        before_q1="print('first')",
    )
    assert result.output.count("last words") == result.output.count("first") == 1


def test_an_mcq_names_the_answer_and_where_it_was_recorded(grade: Grade) -> None:
    answered = question(grade(), "Q1")
    assert (answered.answer, answered.answer_source) == ("B", "typed")
    wrong = question(grade({"Q1": 'Q1 = "A"'}), "Q1")
    assert (wrong.answer, wrong.message) == ("A", "A is one too few.")
    unanswered = question(grade({"Q1": 'Q1 = mcq("Q1")'}), "Q1")
    assert (unanswered.status, unanswered.answer) == (Status.FAILED, None)


def test_an_answer_in_the_file_is_read_back_by_the_notebook(
    tmp_path_factory: pytest.TempPathFactory, opened: OpenedRelease, engine: Engine
) -> None:
    from autograder.intake.find import Found
    from autograder.intake.submission import take_in

    folder = hand_in(tmp_path_factory.mktemp("class"), "ada", notebook({"Q1": 'Q1 = mcq("Q1")'}))
    answers = {"schema": 1, "answers": {"Q1": {"choice": "B"}}}
    (folder / "answers.json").write_text(json.dumps(answers))
    submission = take_in(Found("ada", folder), opened.wanted)
    result = grade_submission(submission, opened, engine, secret=b"s" * 32)
    assert (question(result, "Q1").points, question(result, "Q1").answer_source) == (1.0, "file")


def test_a_student_id_of_somebody_else_is_noted(grade: Grade) -> None:
    assert any("'bob', not 'ada'" in note for note in grade(before_q1='student_id = "bob"').notes)
    assert grade(before_q1='student_id = "ada"').notes == ()


def test_the_seed_of_hidden_cases_hangs_on_the_secret_and_nothing_else(
    taken: Callable[[Mapping[str, object]], Submission], opened: OpenedRelease, engine: Engine
) -> None:
    submission = taken(notebook())
    seeds = [
        grade_submission(submission, opened, engine, secret=secret).provenance
        for secret in (b"1" * 32, b"1" * 32, b"2" * 32)
    ]
    first, again, other = [p.seed for p in seeds if p is not None]
    assert first == again != other


class BrokenEngine:
    """An engine whose workers are no longer available."""

    name = "broken"

    def self_test(self) -> EngineReport:
        return EngineReport("none", {})

    describe = self_test

    def start(self, limits: Limits, files: Mapping[str, bytes], seed: int = 0) -> Worker:
        raise EngineError("no process left")

    def close(self) -> None:
        return None


def test_an_engine_that_fails_gives_no_zero(
    taken: Callable[[Mapping[str, object]], Submission], opened: OpenedRelease
) -> None:
    result = grade_submission(taken(notebook()), opened, BrokenEngine(), secret=b"s" * 32)
    assert (result.status, result.total, result.needs_review) == (Status.INTERNAL_ERROR, None, True)
    assert question(result, "w1").answer == "Because it is so."
    assert "The engine failed: no process left" in result.notes


def test_grading_leaves_the_public_seed_as_it_was(grade: Grade) -> None:
    before = checks.seed.get()
    grade()
    assert checks.seed.get() == before
