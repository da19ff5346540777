"""Multiple-choice questions: `mcq` records a graded answer, `practice` teaches at once.

Both read `questions.json` (see `gradekit.questions`). Answers go to `answers.json` (see
`gradekit.answers`) and, as a receipt, into the notebook's output.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gradekit.answers import RecordedChoice, letters_of, read_answers, record_answer
from gradekit.display import interactive
from gradekit.notebook.choosing import bind, misplaced, typed_alone
from gradekit.notebook.receipts import receipt
from gradekit.notebook.say import inline, say, shell
from gradekit.questions import Mcq, find_question, questions


def mcq(question: str, choice: str | Sequence[str] | None = None) -> str:
    """Ask a graded question, or record its typed answer.

    In a notebook the options can be clicked. A typed answer counts before any other, with or
    without `Q1 =` in front: where the cell gives the answer no name, it gets that of the question.

    Args:
        question: Mcq id, such as `Q1`.
        choice: Letter of an option, or several letters where several may be right: `"AC"`,
            `"A, C"` and `["A", "C"]` are the same. The text of an option stands for its letter.

    Returns:
        The letter or letters that are recorded; an empty string when there are none yet.

    Raises:
        ValueError: If the assignment has no such question.
    """
    folder = Path.cwd()
    asked = find_question(folder, "graded", question)
    elsewhere = misplaced(question, questions(folder))
    if elsewhere:
        say(
            f"Nothing is recorded: this cell is the one of {elsewhere}, and it asks for {question}."
            f' Write `{elsewhere} = mcq("{elsewhere}", "A")` with your letter.',
            "wrong",
        )
        return ""
    old = read_answers(folder).get(question)
    letter = _letter(asked, choice)
    if letter is None:
        kept = f"{old.choice} stays recorded" if old else "nothing is recorded"
        say(f"{question}: {_why(asked, choice)}; {kept}.", "wrong")
        return old.choice if old else ""
    if not letter:
        if old is None:
            _show_open(asked)
            return ""
        _show_receipt(asked, old)
        return bind(question, old.choice, "")
    try:
        answer = record_answer(folder, question, letter)
    except OSError as error:
        say(
            f"{question}: {letter}, typed in this cell. It could not be written to answers.json "
            f"({error}); the typed letter counts all the same, so save the notebook.",
            "warning",
        )
        return bind(question, letter, old.choice if old else "")
    _show_receipt(asked, answer, alone=typed_alone(question))
    return bind(question, letter, old.choice if old else "")


def practice(question: str, choice: str | None = None) -> None:
    """Ask an ungraded question and explain every option at once.

    Args:
        question: Mcq id, such as `P1`.
        choice: Letter of an option, to read its explanation under the question.

    Raises:
        ValueError: If the assignment has no such question.
    """
    asked = find_question(Path.cwd(), "practice", question)
    letter = choice.strip().upper() if isinstance(choice, str) else ""
    told = _explain(asked, letter) if letter else ""
    if interactive() and _click(asked, letter, told, lambda chosen: _explain(asked, chosen)):
        return
    hint = told or f'Open an option to see what it is worth, or type practice("{question}", "A").'
    body = "".join(
        f"<details style='margin:.35em 0 .35em 1.2em'{' open' if o == letter else ''}>"
        f"<summary>{_option(asked, o)}</summary>"
        f"<p style='margin:.3em 0 .6em 1.2em'>{inline(_explain(asked, o))}</p></details>"
        for o in sorted(asked.options)
    )
    _show(
        {
            "text/plain": _listing(asked, hint),
            "text/html": f"<p><b>{asked.id} · {inline(asked.title)}</b></p>"
            f"<p>{inline(asked.stem)}</p>{body}"
            f"<p><small>{inline(hint)}</small></p>",
        }
    )


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
            _show(receipt(question, answers[question]))
    return [question for question in ids if question not in answers]


def _letter(asked: Mcq, choice: object) -> str | None:
    """The letters that were typed; empty for a placeholder, None for what is no answer."""
    if choice is None or choice is Ellipsis:
        return ""
    if not isinstance(choice, str | list | tuple):
        return None
    if isinstance(choice, str):
        for letter, text in asked.options.items():
            if " ".join(choice.split()).casefold() == " ".join(text.split()).casefold():
                return letter
    letters = letters_of(choice)
    known = set(letters) <= set(asked.options) and (len(letters) < 2 or asked.several)
    return letters if known else None


def _why(asked: Mcq, choice: object) -> str:
    if isinstance(choice, str | list | tuple):
        return f"{choice!r} is none of {_letters(asked)}"
    return (
        f"{choice!r} is no letter in quotes: without them Python takes the value of a variable. "
        f'Write `{asked.id} = mcq("{asked.id}", "A")`'
    )


def _student_id() -> str:
    """The id that the student typed at the top of the notebook; empty outside a notebook."""
    running = shell()
    return str(running.user_ns.get("student_id", "")) if running is not None else ""


def _order(question: Mcq) -> list[tuple[str, str]]:
    """Options to click in the student's own order; the letters, which would jump, are not shown."""
    student = _student_id()

    def rank(letter: str) -> bytes:
        return hashlib.sha256(f"{student}|{question.id}|{letter}".encode()).digest()

    return [(letter, question.options[letter]) for letter in sorted(question.options, key=rank)]


def _letters(question: Mcq) -> str:
    *first, last = sorted(question.options)
    return f"{', '.join(first)} and {last}"


def _explain(question: Mcq, letter: str) -> str:
    explanation = dict(question.explanations).get(letter)
    if explanation is None:
        return f"{question.id}: {letter!r} is none of {_letters(question)}."
    return explanation if letter in question.key else f"Not that one. {explanation}"


def _show_open(question: Mcq) -> None:
    several = "Several may be right. " if question.several else ""
    example = "AB" if question.several else "A"
    hint = f'{several}Not answered yet. Type {question.id} = mcq("{question.id}", "{example}")'
    if interactive() and _clickable(question, None, f"{several}Not answered yet."):
        return
    hint += " with your letter, and run it."
    _show(
        {
            "text/plain": f"{question.id}: {_listing(question, hint, stem=False)}",
            "text/html": _options_html(question) + f"<p><small>{inline(hint)}</small></p>",
        }
    )


def _show_receipt(question: Mcq, answer: RecordedChoice, *, alone: bool = False) -> None:
    """Show and emit the receipt, with the options around it."""
    bundle = receipt(question.id, answer)
    if alone:
        bundle["text/plain"] += f', also without "{question.id} =" in front'
    if interactive() and _clickable(question, answer, "", bundle):
        return
    other = "other letters" if question.several else "another letter"
    note = f"{bundle['text/plain']}. To change it, type {other} and run the cell again."
    bundle["text/html"] = (
        _options_html(question, answer.choice) + f"<p><small>{inline(note)}</small></p>"
    )
    _show(bundle)


def _clickable(
    question: Mcq, answer: RecordedChoice | None, status: str, bundle: dict[str, Any] | None = None
) -> bool:
    """Options to click, and under them the receipt as an output that outlives them."""
    from IPython.display import display

    folder = Path.cwd()
    shown = bundle or {"text/plain": f"{question.id}: not answered yet", "text/html": ""}
    before = {"choice": answer.choice if answer else ""}

    def chosen(letters: str) -> str:
        try:
            new = record_answer(folder, question.id, letters)
        except OSError as error:
            return f"Not recorded ({error}). Type the letter instead and save the notebook."
        bind(question.id, letters, before["choice"])
        before["choice"] = letters
        place.update(receipt(question.id, new), raw=True)
        return f"{question.id}: recorded. Save the notebook; to change it, choose again."

    first = before["choice"]
    if not _click(question, first, status or f"{question.id}: recorded.", chosen):
        return False
    place = display(shown, raw=True, display_id=True)
    return True


def _click(question: Mcq, letter: str, status: str, chosen: Any) -> bool:
    """Show options to click; False where the front-end's package is not there."""
    try:
        from gradekit.notebook.radios import radios
    except ImportError:
        return False
    from IPython.display import display

    graded = not question.key
    legend = f"{question.id} · {question.title}" if graded else f"{question.id} · {question.stem}"
    display(
        radios(
            legend,
            _order(question),
            letter,
            several=question.several,
            chosen=chosen,
            status=status,
        )
    )
    return True


def _options_html(question: Mcq, chosen: str = "") -> str:
    lines = []
    taken, free = ("☑", "☐") if question.several else ("●", "○")
    for letter in sorted(question.options):
        mark, weight = (taken, "bold") if letter in chosen else (free, "normal")
        lines.append(
            f"<li style='list-style:none;font-weight:{weight};margin:.2em 0'>"
            f"<span aria-hidden='true'>{mark}</span> {_option(question, letter)}"
            f"{' (your answer)' if letter in chosen else ''}</li>"
        )
    return f"<ul aria-label='Options of {question.id}'>{''.join(lines)}</ul>"


def _option(question: Mcq, letter: str) -> str:
    return f"<b>{letter}.</b> {inline(question.options[letter])}"


def _listing(question: Mcq, hint: str, *, stem: bool = True) -> str:
    lines = [f"{letter}. {question.options[letter]}" for letter in sorted(question.options)]
    first, rest = (question.stem, [*lines, hint]) if stem else (hint, lines)
    return "\n".join([first, *rest])


def _show(bundle: dict[str, Any]) -> None:
    """Display in a notebook; print where there is none."""
    if shell() is None:
        print(bundle["text/plain"])
        return
    from IPython.display import display  # costs a second, and only a notebook needs it

    display(bundle, raw=True)
