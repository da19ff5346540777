"""Turning what went wrong into the message that a student reads."""

import ast
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from gradekit import probes, syntax
from gradekit.checks import sizes
from gradekit.checks.cases import Case
from gradekit.checks.compare import Difference
from gradekit.checks.failures import (
    CheckFailed,
    CodeRaised,
    NotImplementedYet,
    advised,
    reveal,
)
from gradekit.checks.show import call_text
from gradekit.outcome import Raised

Definition = ast.FunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Subject:
    """A student's function under test.

    Attributes:
        question: Question id.
        name: The function's name.
        parameters: Names of its parameters, in order.
        function: The function, or a stand-in.
        hidden: Whether messages may say numbers of the cases.
    """

    question: str
    name: str
    parameters: tuple[str, ...]
    function: Callable[..., Any]
    hidden: bool

    def call(self, case: Case) -> str:
        """The call in full."""
        return call_text(self.name, self.parameters, case.args, case.kwargs)

    @property
    def discreet(self) -> bool:
        """Whether numbers of the cases stay unsaid."""
        return self.hidden and not reveal.get()


def that(condition: bool, message: str) -> None:
    """Fail with this message unless the condition holds.

    Raises:
        CheckFailed: If it does not.
    """
    if not condition:
        raise CheckFailed(message)


def differs(subject: Subject, case: Case, found: Difference) -> NoReturn:
    """The value is not the expected one."""
    if subject.discreet:
        lead = f"{_place(subject, case)}: {found.what}."
        slip = _shape_words(case, found) or found.slip
        # A slip of shape or type says it all; one of values may come from elsewhere.
        advice = slip if slip and not found.of_values else _join(slip, advised(case.hint))
    else:
        lead = f"{subject.call(case)} {found.numbers}."
        advice = _shape_formula(case, found) or found.slip or advised(case.hint)
    if subject.hidden and not subject.discreet:
        advice = _join(advice, case.replay)
    raise CheckFailed(_join(lead, advice), detail(subject, case, found.numbers))


def raised(subject: Subject, case: Case, error: Raised) -> NoReturn:
    """The function raised where it should return."""
    type_name = error.type_name
    if error.unanswered:
        more = f": {case.topic}" if case.topic else ""
        raise NotImplementedYet(subject.question, more, detail(subject, case, type_name))
    line = f"{type_name}: {error.message}" if error.message else type_name
    if subject.discreet:
        # The message of the exception may quote the case, by intent even; its type cannot.
        text = _join(f"{_place(subject, case)}: the call raised {type_name}.", error.line)
        text = _join(text, advised(case.hint))
    else:
        text = _join(f"{subject.call(case)} raised {line}", error.line)
    raise CodeRaised(text, type_name, detail(subject, case, line), error.line)


def should_raise(subject: Subject, case: Case, came: str) -> NoReturn:
    """The function did something else where it should raise.

    Args:
        subject: The function.
        case: The case.
        came: What it did: `raised TypeError`, or `returned` and what.
    """
    if subject.discreet:
        came = came if came.startswith("raised") else "returned a value"
        text = f"{_place(subject, case)}: it {came} and should raise {case.error}."
    else:
        text = f"{subject.call(case)} {came} and should raise {case.error}."
    raise CheckFailed(_join(text, advised(case.hint)), detail(subject, case, came))


def should_say(subject: Subject, case: Case, message: str, missing: Sequence[str]) -> NoReturn:
    """The function raised what it should, but the message leaves out what it should name."""
    if subject.discreet:
        text = f"{_place(subject, case)}: it raised {case.error}, but the message does not say all."
    else:
        text = (
            f"{subject.call(case)} raised {case.error}: {message!r}. The message should name "
            f"{' and '.join(case.says)}; {' and '.join(missing)} is not in it."
        )
    raise CheckFailed(_join(text, advised(case.hint)), detail(subject, case, f"said {message!r}"))


def nothing_returned(subject: Subject, case: Case) -> NoReturn:
    """None or Ellipsis came back."""
    more = ""
    if not is_open(probes.source(subject.function)):
        more = f": {subject.name} returned None; is a return missing?"
    raise NotImplementedYet(subject.question, more, detail(subject, case, "None"))


def changed(subject: Subject, case: Case, keys: Sequence[int | str]) -> NoReturn:
    """The function changed what it was given."""
    names = [
        subject.parameters[key] if isinstance(key, int) and key < len(subject.parameters) else key
        for key in keys
    ]
    which = " and ".join(str(name) for name in names)
    where = _place(subject, case) if subject.discreet else subject.call(case)
    raise CheckFailed(
        f"{where}: {which} is not what it was before the call. A function leaves its arguments as "
        "they are; work on a new array or on a copy.",
        detail(subject, case, "changed " + which),
    )


def unequal_calls(subject: Subject, case: Case) -> NoReturn:
    """The same call gave two results."""
    where = _place(subject, case) if subject.discreet else subject.call(case)
    raise CheckFailed(
        f"{where}: the same call gave another result the second time. A result may depend on the "
        "arguments only, not on what earlier calls left behind.",
        detail(subject, case, "two calls differ"),
    )


def detail(subject: Subject, case: Case, what: str) -> str:
    """The line for staff: the call, what came of it, how to make it again."""
    again = f"; {case.replay}" if case.replay else ""
    return f"{subject.call(case)} {what}{again}"


def _shape_formula(case: Case, found: Difference) -> str:
    if found.shape is None or case.axes is None:
        return ""
    return sizes.explanation(found.shape, case.axes)


def _shape_words(case: Case, found: Difference) -> str:
    if found.shape is None or case.axes is None:
        return ""
    return sizes.words(found.shape, case.axes)


def _place(subject: Subject, case: Case) -> str:
    return f"{subject.name}, {case.topic}" if case.topic else subject.name


def _join(lead: str, advice: str) -> str:
    return "\n".join(filter(None, (lead, advice)))


def is_open(source: str) -> bool:
    """Whether the body of a function or class still is the placeholder `...`, or is not known."""
    if not source:
        return True
    try:
        tree = syntax.parse(textwrap.dedent(source))
    except SyntaxError:
        # Source that Python ran but that does not parse alone: nothing can be said of it.
        return True
    first = next((node for node in tree.body if isinstance(node, Definition)), None)
    if first is None:
        return True
    return any(
        isinstance(node, ast.Expr | ast.Return | ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value is Ellipsis
        for node in ast.walk(first)
    ) or all(isinstance(node, ast.Pass | ast.Expr) for node in first.body)
