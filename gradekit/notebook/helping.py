"""`help_me("q0_2")`: a question back, a picture of what goes wrong, a half-written line."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradekit.notebook.checking import tests_here
from gradekit.notebook.failing_case import failing
from gradekit.notebook.public_tests import NoTests
from gradekit.notebook.say import say, shell
from gradekit.own_files import own

HELP_NAME = "help.json"
STEPS = 3
_TAKEN = "_gradekit_help"


def help_me(question: str, step: int | None = None) -> None:
    """Help with a question, one step further with each call. It is free, and nobody is told.

    The first step asks a question back. The second draws the first public case that goes wrong:
    what went in, what came out, what should have. The third is a line of code with gaps.

    Args:
        question: Question id, such as `q0_2`.
        step: 1, 2 or 3, to go straight there; the next one if left out.
    """
    running = shell()
    if running is None:
        return
    texts = read_help(Path.cwd()).get(question, {})
    taken: dict[str, int] = getattr(running, _TAKEN, {})
    now = min(STEPS, step or taken.get(question, 0) + 1)
    setattr(running, _TAKEN, {**taken, question: max(now, taken.get(question, 0))})
    count = sum(getattr(running, _TAKEN).values())
    remark = f"Step {now} of {STEPS}. Help is free; steps taken in this session: {count}."
    if now == 1:
        ask = texts.get("ask") or (
            "Read the question's box once more, and do its smallest example by hand: which number "
            "comes out first, and which line of yours makes it?"
        )
        say(f"{question}: {ask}", remark=remark)
    elif now == 2:
        _picture(question, running.user_ns, remark)
    elif texts.get("line"):
        say(f"{question}: fill the gaps.\n`{texts['line']}`", remark=remark)
    else:
        say(f"{question}: there is no line for this one; ask in the next meeting.", remark=remark)


def read_help(folder: Path) -> dict[str, dict[str, str]]:
    """The course's texts by question; none where there is no such file.

    Args:
        folder: Where the notebook lies.
    """
    path = own(folder, HELP_NAME)
    if not path.is_file():
        return {}
    told: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return told


def help_text(texts: Mapping[str, Mapping[str, str]]) -> str:
    """The text of `help.json`."""
    return json.dumps(texts, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _picture(question: str, names: Mapping[str, Any], remark: str) -> None:
    try:
        found = failing(question, tests_here(Path.cwd()), names)
    except NoTests as error:
        say(str(error), "warning")
        return
    if found is None:
        say(f"{question}: every public test passes, so there is nothing to draw.", remark=remark)
        return
    if found.case is None:
        say(f"{question}: {found.message}", "wrong", remark)
        return
    # Loads Matplotlib, which most cells of a notebook do without.
    from gradekit.display import show
    from gradekit.notebook.drawing import draw

    drawn = draw(found)
    if drawn is None:
        say(f"{question}: {found.message}", "wrong", remark)
        return
    show(*drawn)
    say(f"{question}: {found.message}", "wrong", remark)
