"""Examining a student's class or function by a probe, and holding what it reports against values.

    net = checks.built("q0_3", "Network()", Network, state=state, steps=[("eval", x)], hidden=True)
    checks.outputs(net, [expected])

`built` and `ran` deal with what is missing, not implemented or raises; what they return goes into
the other helpers of this module and of `gradekit.checks.models`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from gradekit import probes
from gradekit.checks import wording
from gradekit.checks.cases import Case
from gradekit.checks.compare import difference
from gradekit.checks.failures import CheckFailed, CodeRaised, NotImplementedYet, advised
from gradekit.checks.functions import accepts, subject_of
from gradekit.checks.randomness import seed as check_seed
from gradekit.checks.show import type_text
from gradekit.checks.wording import Subject
from gradekit.outcome import unanswered

UNREGISTERED = (
    "A layer counts when it is an attribute of the module: in a plain Python list it is not found."
)


@dataclass(frozen=True)
class Examined:
    """What a probe reported of a student's class or function.

    Attributes:
        subject: The class or function, and how to speak of it.
        topic: What the check is about; all that a hidden failure says of it.
        report: See `probes.model` and `probes.run`.
    """

    subject: Subject
    topic: str
    report: Mapping[str, Any]

    @property
    def value(self) -> Any:
        """What the function returned."""
        return self.report.get("value")

    @property
    def raised(self) -> Mapping[str, str] | None:
        """The first exception, where it may raise."""
        return self.report.get("raised")

    @property
    def steps(self) -> Sequence[Mapping[str, Any]]:
        """What came of each step: of the model, or of the optimizer."""
        steps: Sequence[Mapping[str, Any]] = self.report["steps"]
        return steps

    @property
    def outputs(self) -> list[Any]:
        """The output of each step of a model."""
        return [step["output"] for step in self.steps]

    @property
    def place(self) -> str:
        """What a message begins with."""
        return f"{self.subject.name}, {self.topic}" if self.topic else self.subject.name

    @property
    def detail(self) -> str:
        """The line for staff."""
        return f"{self.place}; after checks.seed.set({check_seed.get()!r})"


def built(
    question: str,
    signature: str,
    factory: Callable[..., Any] | None,
    *,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    steps: Sequence[Sequence[Any]] = (),
    state: Mapping[str, Any] | None = None,
    fill: int | None = None,
    dtype: str = "float64",
    seed: int = 0,
    initial: bool = False,
    hidden: bool = False,
    topic: str = "",
    may_raise: bool = False,
) -> Examined:
    """Build a student's model and take steps on it.

    Args:
        question: Question id.
        signature: The class or function as the notebook writes it, such as `Network()`.
        factory: What the notebook has under this name; None if it has nothing.
        args: Positional arguments that it is built with.
        kwargs: Keyword arguments.
        steps: `("train" | "eval", x)` or `("train", x, dout)`; see `probes.model`.
        state: Values of all parameters and buffers by name.
        fill: Instead of `state`: seed of values made from name and shape.
        dtype: What floats are converted to.
        seed: Seed of the global generators while it is built and runs.
        initial: Also report the parameters as they were constructed.
        hidden: Whether messages must say no numbers of the case.
        topic: What the check is about.
        may_raise: Whether an exception in a step is left to the test, in the report.

    Raises:
        CheckFailed: If there is no such class, or it is not implemented, not a module, does not
            take the state, or raises.
    """
    subject = subject_of(question, signature, factory, hidden, kind="class")
    accepts(subject, Case(tuple(args), dict(kwargs or {})))
    report = _asked(
        topic,
        lambda: probes.model(
            factory,
            tuple(args),
            dict(kwargs or {}),
            steps=list(steps),
            state=state,
            fill=fill,
            dtype=dtype,
            seed=seed,
            initial=initial,
            catch=True,
        ),
    )
    examined = Examined(subject, topic, report)
    raised = report.get("raised")
    if raised is not None and raised["at"] == "loading":
        _misfit(examined, state or {})
    if raised is not None and not (may_raise and raised["at"].startswith("step")):
        _raised(examined, raised)
    if report["class"] in ("NoneType", "ellipsis"):
        raise NotImplementedYet(question, "", examined.detail)
    if not report["is_module"]:
        fails(examined, f"{signature} makes {_article(report['class'])}, not an nn.Module.")
    _implemented(examined)
    return examined


def ran(
    question: str,
    signature: str,
    function: Callable[..., Any] | None,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    seed: int = 0,
    hidden: bool = False,
    topic: str = "",
    may_raise: bool = False,
    may_return_none: bool = False,
) -> Examined:
    """Call a student's function once, with parts among its arguments.

    Args:
        question: Question id.
        signature: The function as the notebook writes it.
        function: What the notebook has under this name; None if it has nothing.
        args: Positional arguments; see `gradekit.specs`.
        kwargs: Keyword arguments.
        seed: Seed of the global generators during the call.
        hidden: Whether messages must say no numbers of the case.
        topic: What the check is about.
        may_raise: Whether an exception is left to the test, in the report.
        may_return_none: Whether None is an answer.

    Raises:
        CheckFailed: If there is no such function, it is not implemented, or raises.
    """
    subject = subject_of(question, signature, function, hidden)
    accepts(subject, Case(tuple(args), dict(kwargs or {})))
    report = _asked(
        topic, lambda: probes.run(function, tuple(args), dict(kwargs or {}), seed=seed, catch=True)
    )
    examined = Examined(subject, topic, report)
    raised = report.get("raised")
    if raised is not None:
        if not may_raise or _unanswered(raised):
            _raised(examined, raised)
    elif report["value"] is Ellipsis or (report["value"] is None and not may_return_none):
        wording.nothing_returned(subject, Case(tuple(args), topic=topic))
    return examined


def agrees(examined: Examined, what: str, got: Any, expected: Any, hint: str = "") -> None:
    """Fail unless a value is the expected one: type, shape, dtype, finite, values, in this order.

    Args:
        examined: What it was reported of.
        what: What the value is, such as `the gradient of weight`.
        got: The value: a tensor, array, number, text, or a list, tuple or dict of these.
        expected: What it should be.
        hint: A sentence on the likely slip.
    """
    found = difference(got, expected)
    if found is None:
        return
    if examined.subject.discreet:
        lead, advice = f"{examined.place}: {what}: {found.what}.", ""
        if not (found.slip and not found.of_values):
            advice = hint
    else:
        lead = f"{examined.place}: {what}: {found.numbers.removeprefix('returned ')}."
        advice = hint
    told = "\n".join(filter(None, (lead, found.slip, advised(advice))))
    raise CheckFailed(told, f"{examined.detail}: {what}: {found.numbers}")


def fails(examined: Examined, message: str) -> NoReturn:
    """Fail with a message of the test's own; it must say no numbers of a hidden case."""
    raise CheckFailed(message, examined.detail)


def _asked(topic: str, ask: Callable[[], Any]) -> dict[str, Any]:
    """The report; an exception that is not the student's passes on with the topic on it."""
    try:
        report = ask()
    except BaseException as error:
        if topic:
            error.add_note(f"The case: {topic}.")
        raise
    if not isinstance(report, dict) or "raised" not in report:
        raise CheckFailed("Nothing that can be read came back from your code.")
    return report


def _raised(examined: Examined, raised: Mapping[str, str]) -> NoReturn:
    subject = examined.subject
    kind, text = raised["type"], raised["message"]
    as_handed_out = kind == "NotImplementedError" and not examined.report.get("parameters")
    if _unanswered(raised) or (as_handed_out and wording.is_open(probes.source(subject.function))):
        raise NotImplementedYet(subject.question, "", examined.detail)
    places = {"building": "making it raised", "call": "the call raised"}
    where = places.get(raised["at"], "its forward pass raised")
    line = f"{kind}: {text}" if text else kind
    told = f"{examined.place}: {where} {f'{kind}.' if subject.discreet else line}"
    own = raised.get("line", "")
    told += f"\n{own}" if own else ""
    if raised["at"].startswith("step") and not examined.report["parameters"]:
        told += f"\n{UNREGISTERED}"
    raise CodeRaised(told, kind, f"{examined.detail}: {raised['at']}: {line}", own)


def _unanswered(raised: Mapping[str, str]) -> bool:
    return unanswered(raised["type"], raised["message"], raised.get("line", ""))


def _misfit(examined: Examined, state: Mapping[str, Any]) -> NoReturn:
    """The state does not fit: by name where a name is missing, else by shape."""
    report, name = examined.report, examined.subject.name
    _implemented(examined)
    own = {**report["parameters"], **report["buffers"]}
    missing = [key for key in state if key not in own]
    extra = [key for key in own if key not in state]
    if not own:
        fails(examined, f"{name} has no parameters. {UNREGISTERED}")
    if missing:
        held = f"it has {', '.join(extra[:4])}" if extra else "there is none in its place"
        fails(
            examined,
            f"{name} has no {missing[0]}; {held}. Layers are attributes with the names that "
            f"{examined.subject.question} gives them.",
        )
    if extra:
        fails(examined, f"{name} has {extra[0]}, which {examined.subject.question} does not name.")
    wrong = [key for key, value in state.items() if tuple(value.shape) != tuple(own[key])]
    which = wrong[0] if wrong else "a parameter"
    fails(
        examined,
        f"{name}: {which} does not have the shape that {examined.subject.question} asks for.",
    )


def _implemented(examined: Examined) -> None:
    """Fail if the class still is as it was handed out."""
    report, subject = examined.report, examined.subject
    returned = [step for step in report["steps"] if step["raised"] is None]
    if returned and all(step["output"] is None for step in returned):
        more = ""
        if not wording.is_open(probes.source(subject.function)):
            more = ": forward returned None; is a return missing?"
        raise NotImplementedYet(subject.question, more, examined.detail)
    if any(step["output"] is Ellipsis for step in returned):
        raise NotImplementedYet(subject.question, "", examined.detail)
    empty = not (report["parameters"] or report["buffers"] or report["modules"])
    if not returned and empty and wording.is_open(probes.source(subject.function)):
        raise NotImplementedYet(subject.question, "", examined.detail)


def _article(name: str) -> str:
    return (
        type_text(None) if name == "NoneType" else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    )
