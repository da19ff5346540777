"""Where more than one answer is right: what is drawn, what is free, and how calls are seen then."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from autograder.diagnosis.question import Question
from gradekit import probes
from gradekit.outcome import CallRecord, Outcome, Raised
from gradekit.specs import is_spec

OF_A_CALL = frozenset({"picked", "samples"})
"""Views of what a function returns; `promises` is one of what `recipe` reports."""


def as_seen(question: Question, record: CallRecord) -> CallRecord:
    """A recorded call in the view in which right answers to its question agree.

    A call that moved the global generators is left as it is: that is a mistake of its own.
    """
    view, came = question.seen_by, record.outcome
    args, kwargs = tuple(record.args), dict(record.kwargs)
    if record.probe == "run" and view in OF_A_CALL:
        report = came.value if isinstance(came.value, dict) else {}
        if report.get("random"):
            return record
        raised = report.get("raised")
        came = Outcome(report.get("value"))
        if raised:
            came = Outcome(raised=Raised(raised["type"], raised["message"]))
        kwargs = dict((args[1] if len(args) > 1 else None) or kwargs.get("kwargs") or {})
        args = tuple(args[0] if args else kwargs.get("args", ()))
    elif (record.probe, view) != ("recipe", "promises") and (record.probe or view not in OF_A_CALL):
        return record
    if came.raised is None:
        came = Outcome(probes.seen(view, args, came.value))
    return replace(record, args=args, kwargs=kwargs, outcome=came, probe=view)


def is_drawn(value: Any) -> bool:
    """Whether a call, or a part of one, is handed a generator."""
    if is_spec(value) and value["spec"] == "generator":
        return True
    held = list(value.values()) if isinstance(value, dict) else value
    return isinstance(held, list | tuple) and any(map(is_drawn, held))


def reseeded(value: Any, seed: int) -> Any:
    """A copy in which every generator starts from another seed."""
    if is_spec(value) and value["spec"] == "generator":
        return {**value, "seed": seed}
    if isinstance(value, dict):
        return {key: reseeded(item, seed) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(reseeded(item, seed) for item in value)
    return value


def draws(function: Callable[..., Any] | None) -> bool:
    """Whether a function takes a generator, and draws from the global one where it gets none."""
    return function is not None and "generator" in inspect.signature(function).parameters
