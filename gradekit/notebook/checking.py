"""`check("q0_2")`: the public tests of a question, told as a person would tell them."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gradekit.answers import damaged, read_answers
from gradekit.notebook.hints import hint_for
from gradekit.notebook.public_tests import (
    NoTests,
    PublicResult,
    read_tests,
    run_test,
    sources,
)
from gradekit.notebook.saved import NotReadable, notebooks_of, read_saved, running_file
from gradekit.notebook.say import Tone, say, shell
from gradekit.own_files import ASSIGNMENT
from gradekit.questions import has_questions, questions
from gradekit.training.handout import read_tasks

SECONDS = 60.0
"""What a public test may compute at home; slow machines get far more than the grader's seconds."""

TRAINING_SECONDS = 1800.0
_PRINTED = 200


def check(question: str, seconds: float | None = None) -> None:
    """Run the public tests of a question and say in words what they find.

    Outside of a notebook nothing happens: a grader runs its own tests.

    Args:
        question: Question id, such as `q0_2`.
        seconds: Processor seconds that each test may take.
    """
    running = shell()
    if running is None or _otter_grades(question, running.user_ns):
        return
    folder, names = Path.cwd(), running.user_ns
    if question in _choices(folder):
        _say_choice(question, folder, names)
        return
    trained = question in {task.question for task in read_tasks(folder).values()}
    allowed = seconds or (TRAINING_SECONDS if trained else SECONDS)
    try:
        found = verdicts(question, tests_here(folder), names, allowed)
    except NoTests as error:
        say(str(error), "warning")
        return
    text, tone, remark = summary(question, found)
    if any(verdict.status in ("failed", "error") for verdict in found):
        # A second time, with an eye on the calls: only a wrong answer pays for it.
        hint = hint_for(question, tests_here(folder), names, allowed, folder)
        text = "\n".join(filter(None, (text, hint)))
    say(text, tone, remark)


def verdicts(
    question: str, tests: Mapping[str, str], names: Mapping[str, Any], seconds: float = SECONDS
) -> list[PublicResult]:
    """What the public tests of a question come to; none is run after one ran out of time.

    Args:
        question: Its id.
        tests: Sources of public tests by question.
        names: The notebook's variables.
        seconds: Processor seconds for each test.

    Raises:
        NoTests: If there is none under this id.
    """
    found: list[PublicResult] = []
    for test in read_tests(question, tests):
        found.append(run_test(test, names, seconds))
        if found[-1].status == "timeout":
            break
    return found


def summary(question: str, found: Sequence[PublicResult]) -> tuple[str, Tone, str]:
    """The sentence, its tone and the remark for what the public tests of a question came to."""
    total = len(found)
    passed = sum(verdict.status == "passed" for verdict in found)
    counted = f"public tests: {passed} of {total}"
    if passed == total:
        text = f"{question}: {counted}; hidden ones run when it is graded."
        return text, "plain", ""
    wrong = [verdict for verdict in found if verdict.status not in ("passed", "unjudged")]
    first = wrong[0] if wrong else next(v for v in found if v.status == "unjudged")
    printed = first.printed.strip()[:_PRINTED]
    if first.status == "open" and printed:
        line = printed.splitlines()[0]
        text = (
            f"{question}: nothing came back. It printed {line!r}: put `return` where `print` "
            "stands."
        )
        return text, "wrong", ""
    if first.status == "open":
        return f"{question}: not done yet{_rest(first.message)}", "open", ""
    remark = counted + (f". It printed: {printed}" if printed else "")
    if first.status == "unjudged":
        return f"{question}: cannot be checked here. {first.message}", "warning", remark
    if first.status == "timeout":
        return f"{question}: {first.message}", "wrong", remark
    return f"{question}: {first.message}", "wrong", remark


def tests_here(folder: Path) -> dict[str, str]:
    """Sources of the public tests of the notebook that runs in a folder."""
    path = running_file(folder)
    found: Mapping[str, str] = {}
    if path is not None:
        try:
            found = read_saved(path).tests
        except (NotReadable, OSError):
            # The file cannot be read just now; a copy beside it has the same tests.
            found = {}
    if not found:
        running = shell()
        name = running.user_ns.get(ASSIGNMENT, "") if running is not None else ""
        beside = notebooks_of(folder, str(name))
        found = beside[0].tests if beside else {}
    return sources(found, folder)


def _rest(message: str) -> str:
    """What a message says beyond that there is no answer: `: returned None; ...`."""
    _, _, more = message.partition(" is not implemented yet")
    return f"{more}" if more.strip() else "."


def _choices(folder: Path) -> list[str]:
    return questions(folder) if has_questions(folder) else []


def _say_choice(question: str, folder: Path, names: Mapping[str, Any]) -> None:
    """A graded choice is recorded or it is not; nothing else is known here."""
    answer = read_answers(folder).get(question)
    typed = names.get(question)
    letter = typed if isinstance(typed, str) and typed else (answer.choice if answer else "")
    if letter:
        say(f"{question}: {letter} is recorded. Whether it is right is said when it is graded.")
    else:
        say(
            f'{question}: not answered yet. Click, or type {question} = mcq("{question}", "A").',
            "open",
            damaged(folder),
        )


def _otter_grades(question: str, names: dict[str, Any]) -> bool:
    """Whether Otter executes this notebook to grade it; then it checks here, as it would itself."""
    notebook = getattr(sys.modules.get("otter"), "Notebook", None)
    if not getattr(notebook, "_grading_mode", False):
        return False
    assert notebook is not None, "a grading mode belongs to a class"
    notebook().check(question, global_env=names)
    return True
