"""What a worker's reply says, and what it is told of a function of a test that it called."""

import signal
from typing import Any

from autograder.isolation.wire.bounds import Buffer, EncodeError
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.protocol import Message, pack
from autograder.isolation.wire.values import WorkerError
from gradekit.outcome import Outcome, Raised

MAX_TEXT = 4000


def outcome_of(reply: Any) -> Outcome:
    """The outcome that a reply tells of.

    Raises:
        ValueError: If it is no such reply; a `KeyError`, a `TypeError` too.
    """
    changed = reply.get("c", {})
    if type(changed) is not dict:
        raise ValueError
    kind = reply["k"]
    if kind == "ok":
        return Outcome(reply.get("v"), None, changed)
    if kind == "raised":
        texts = [reply["t"], reply["m"], reply["l"]]
    elif kind == "answer":
        texts = ["AnswerError", f"the answer cannot be handed over: {reply['m']}", ""]
    else:
        raise ValueError
    if not all(type(text) is str for text in texts):
        raise ValueError
    return Outcome(None, Raised(*texts), changed)


def outcomes(answer: tuple[Any, int]) -> list[Outcome]:
    """The outcomes of several calls: the replies, and how many were asked for.

    Raises:
        ValueError: If there are not as many; see `outcome_of` too.
    """
    replies, count = answer
    if type(replies) is not list or len(replies) != count:
        raise ValueError
    return [outcome_of(reply) for reply in replies]


def called(links: Links, function: Any, args: list[Any], kwargs: dict[str, Any]) -> list[Buffer]:
    """Call a function of a test for a worker.

    Returns:
        The frame that tells the worker what came of it; an exception too, for the student's code
        may expect it.
    """
    try:
        answer: Message = {"k": "ok", "v": function(*args, **kwargs)}
        return pack({"back": answer}, other=links.outgoing)
    except EncodeError as error:
        told = "TypeError", f"the result of the test's function cannot be handed over: {error}"
    except Exception as error:
        told = type(error).__name__, str(error)[:MAX_TEXT]
    return pack({"back": {"k": "raised", "t": told[0], "m": told[1]}})


def late(seconds: float) -> str:
    """What a student reads of a request that took too long."""
    return f"This code was stopped after {round(seconds, 1):g} s."


def at(error: WorkerError, reply: Message) -> WorkerError:
    """The error with the number of the call that it happened in, if the worker gave one."""
    index = reply.get("i")
    error.index = index if type(index) is int else None
    return error


def signal_name(number: int) -> str:
    """A signal in words."""
    try:
        return (signal.strsignal(number) or f"signal {number}").lower()
    except ValueError:
        return f"signal {number}"
