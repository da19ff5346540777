"""Multiple-choice questions: `mcq` records a graded answer, `practice` teaches at once.

Both read `questions.json` beside the notebook:

    {"schema": 1, "assignment": ID,
     "graded":   {"Q1": {"title": TEXT, "stem": TEXT, "options": {"A": TEXT, ..., "D": TEXT}}},
     "practice": {"P1": {"title": TEXT, "stem": TEXT, "options": {...}, "key": "B",
                         "explanations": {"A": TEXT, ..., "D": TEXT}}}}

A question has two to six options; `"several": true` says that more than one may be right, and its
answer is all chosen letters in one text, such as `AC`. The file holds no key of a graded question.
Answers go to `answers.json` (see `gradekit.answers`) and, as a receipt, into the notebook's output.
"""

import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gradekit.answers import SCHEMA, Answer, letters_of, read_answers, record_answer

QUESTIONS_NAME = "questions.json"
RECEIPT_TYPE = "application/vnd.gradekit.mcq.v1+json"


@dataclass(frozen=True)
class Mcq:
    """A question as a student sees it. `key` and `explanations` are empty when it is graded."""

    id: str
    title: str
    stem: str
    options: dict[str, str]
    key: str = ""
    explanations: tuple[tuple[str, str], ...] = ()
    several: bool = False


def mcq(question: str, choice: str | Sequence[str] | None = None) -> str:
    """Ask a graded question, or record its typed answer.

    Args:
        question: Mcq id, such as `Q1`.
        choice: Letter of an option, or several letters where several may be right: `"AC"`,
            `"A, C"` and `["A", "C"]` are the same. A typed answer counts before any other.

    Returns:
        The letter or letters that are recorded; an empty string when there are none yet.

    Raises:
        ValueError: If the assignment has no such question.
    """
    folder = Path.cwd()
    asked = _find(folder, "graded", question)
    letter = letters_of(choice) if isinstance(choice, str | list | tuple) else ""
    if not letter:
        answer = read_answers(folder).get(question)
        if answer is None:
            _show_open(asked)
            return ""
        _show_receipt(asked, answer)
        return answer.choice
    if not set(letter) <= set(asked.options) or (len(letter) > 1 and not asked.several):
        answer = read_answers(folder).get(question)
        kept = f"{answer.choice} stays recorded" if answer else "nothing is recorded"
        _show_text(f"{question}: {choice!r} is none of {_letters(asked)}; {kept}.")
        return answer.choice if answer else ""
    try:
        answer = record_answer(folder, question, letter)
    except OSError as error:
        _show_text(
            f"{question}: {letter}, typed in this cell. It could not be written to answers.json "
            f"({error}); the typed letter counts all the same, so save the notebook."
        )
        return letter
    _show_receipt(asked, answer)
    return letter


def practice(question: str, choice: str | None = None) -> None:
    """Ask an ungraded question and explain every option at once.

    Args:
        question: Mcq id, such as `P1`.
        choice: Letter of an option, to read its explanation as text.

    Raises:
        ValueError: If the assignment has no such question.
    """
    asked = _find(Path.cwd(), "practice", question)
    letter = choice.strip().upper() if isinstance(choice, str) else ""
    if letter:
        _show_text(_explain(asked, letter))
        return
    hint = f'Open an option to see what it is worth, or type practice("{question}", "A").'
    body = "".join(
        f"<details style='margin:.35em 0 .35em 1.2em'><summary>{_option(asked, o)}</summary>"
        f"<p style='margin:.3em 0 .6em 1.2em'>{_inline(_explain(asked, o))}</p></details>"
        for o in _order(asked)
    )
    _show(
        {
            "text/plain": _listing(asked, hint),
            "text/html": f"<p><b>{asked.id} · {_inline(asked.title)}</b></p>"
            f"<p>{_inline(asked.stem)}</p>{body}"
            f"<p><small>{_inline(hint)}</small></p>",
        }
    )


def questions(folder: Path) -> list[str]:
    """Ids of the graded questions of a working folder, in the order of the notebook."""
    return list(_read(folder)["graded"])


def emit_receipts(folder: Path) -> list[str]:
    """Show the receipt of every answer again and say which questions have none.

    Receipts in a notebook grow stale when a page is reloaded; the last one counts.

    Args:
        folder: The working folder.

    Returns:
        Ids of the unanswered questions.
    """
    answers = read_answers(folder)
    ids = questions(folder)
    for question in ids:
        if question in answers:
            _show_receipt(None, answers[question], question)
    return [question for question in ids if question not in answers]


def _read(folder: Path) -> dict[str, Any]:
    path = folder / QUESTIONS_NAME
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ValueError(
            f"There is no {QUESTIONS_NAME} in {folder}. Keep the notebook in the folder that you "
            "unpacked, or unpack the hand-out again."
        ) from error


def _find(folder: Path, kind: str, question: str) -> Mcq:
    entries = _read(folder)[kind]
    if question not in entries:
        raise ValueError(
            f"There is no question {question!r} here; there are: {', '.join(entries)}."
        )
    entry = entries[question]
    return Mcq(
        id=question,
        title=entry["title"],
        stem=entry["stem"],
        options=dict(entry["options"]),
        key=entry.get("key", ""),
        explanations=tuple(entry.get("explanations", {}).items()),
        several=bool(entry.get("several", False)),
    )


def _student_id() -> str:
    """The id that the student typed at the top of the notebook; empty outside a notebook."""
    shell = _shell()
    return str(shell.user_ns.get("student_id", "")) if shell is not None else ""


def _order(question: Mcq) -> list[str]:
    """Letters in the student's own order: neighbours see different lists, letters stay."""
    student = _student_id()

    def rank(letter: str) -> bytes:
        return hashlib.sha256(f"{student}|{question.id}|{letter}".encode()).digest()

    return sorted(question.options, key=rank)


def _letters(question: Mcq) -> str:
    *first, last = sorted(question.options)
    return f"{', '.join(first)} and {last}"


def _explain(question: Mcq, letter: str) -> str:
    explanation = dict(question.explanations).get(letter)
    if explanation is None:
        return f"{question.id}: {letter!r} is none of {_letters(question)}."
    return explanation if letter in question.key else f"Not this one. {explanation}"


def _show_open(question: Mcq) -> None:
    letters, example = ("the letters", "AB") if question.several else ("the letter", "A")
    several = "Several may be right. " if question.several else ""
    hint = (
        f"{several}Not answered yet. To answer, type {letters}: "
        f'mcq("{question.id}", "{example}"), and run it.'
    )
    _show(
        {
            "text/plain": f"{question.id}: {_listing(question, hint, stem=False)}",
            "text/html": _options_html(question) + f"<p><small>{_inline(hint)}</small></p>",
        }
    )


def _show_receipt(question: Mcq | None, answer: Answer, question_id: str = "") -> None:
    """Show and emit the receipt, with the options around it where they are known."""
    name = question.id if question is not None else question_id
    text = f"{name}: recorded {answer.choice}"
    bundle: dict[str, Any] = {
        RECEIPT_TYPE: {"schema": SCHEMA, "id": name, **asdict(answer)},
        "text/plain": text,
    }
    if question is not None:
        other = "other letters" if question.several else "another letter"
        note = f"{text}. To change it, type {other} and run the cell again."
        bundle["text/html"] = (
            _options_html(question, answer.choice) + f"<p><small>{_inline(note)}</small></p>"
        )
    _show(bundle)


def _options_html(question: Mcq, chosen: str = "") -> str:
    lines = []
    taken, free = ("☑", "☐") if question.several else ("●", "○")
    for letter in _order(question):
        mark, weight = (taken, "bold") if letter in chosen else (free, "normal")
        lines.append(
            f"<li style='list-style:none;font-weight:{weight};margin:.2em 0'>"
            f"<span aria-hidden='true'>{mark}</span> {_option(question, letter)}"
            f"{' (your answer)' if letter in chosen else ''}</li>"
        )
    return f"<ul aria-label='Options of {question.id}'>{''.join(lines)}</ul>"


def _option(question: Mcq, letter: str) -> str:
    return f"<b>{letter}.</b> {_inline(question.options[letter])}"


def _inline(text: str) -> str:
    """Escape text for HTML; what stands in backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def _listing(question: Mcq, hint: str, *, stem: bool = True) -> str:
    lines = [f"{letter}. {question.options[letter]}" for letter in _order(question)]
    first, rest = (question.stem, [*lines, hint]) if stem else (hint, lines)
    return "\n".join([first, *rest])


def _show_text(text: str) -> None:
    _show({"text/plain": text, "text/html": f"<p>{_inline(text)}</p>"})


def _show(bundle: dict[str, Any]) -> None:
    """Display in a notebook; print where there is none."""
    if _shell() is None:
        print(bundle["text/plain"])
        return
    from IPython.display import display  # costs a second, and only a notebook needs it

    display(bundle, raw=True)


def _shell() -> Any:
    """The running IPython shell, without importing IPython where nothing runs in it."""
    import sys

    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None
