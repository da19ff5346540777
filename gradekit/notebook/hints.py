"""The mistake by name at home: `hints.json` opens for whoever made it, and for nobody else.

The course's build runs the public tests on the wrong implementations that staff know, and writes
down what each is told, locked with what the calls of the wrong function came to. A student's own
calls are the key: if they come to the same, the hint opens, whatever the question's other functions
do. Nothing in the file is about a hidden test. The lock keeps a reader from being told of mistakes
that are not theirs; it is no secret from whoever tries outcomes.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from gradekit import probes
from gradekit.checks import CannotJudge
from gradekit.notebook.public_tests import PublicResult, read_tests, run_test
from gradekit.outcome import CallRecord, Outcome
from gradekit.own_files import own
from gradekit.probes.behaviour import OF_THE_CODE
from gradekit.remote import Call, Remote, StandIn

HINTS_NAME = "hints.json"
SCHEMA = 2

_PROJECTIONS = 3
_COARSE = 1e-3
"""Numbers that differ by less than about this share are the same: float32 sums differ by 1e-5."""

_DIGITS = 3


@dataclass(frozen=True)
class Locked:
    """A hint that opens for one outcome of the public tests' calls of a function.

    Attributes:
        name: The function.
        cells: Exponent of two of each number's grain.
        shifts: Where in its grain each number lies, from -0.5 to 0.5.
        text: The hint, enciphered, in hexadecimal.
    """

    name: str
    cells: tuple[int, ...]
    shifts: tuple[float, ...]
    text: str


@dataclass
class _Seen:
    """What calls came to: the form, which must be equal, and numbers, which may be rounded."""

    form: list[str] = field(default_factory=list)
    numbers: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)


class _Here:
    """An object of this process, whose calls are written down."""

    def __init__(self, name: str, function: Any, calls: list[CallRecord], check: int) -> None:
        self._name, self._function, self._calls, self._check = name, function, calls, check
        self.plain = True

    def call_many(self, calls: Sequence[Call]) -> list[Outcome]:
        outcomes = probes.call_many(self._function, calls)
        for (args, kwargs), outcome in zip(calls, outcomes, strict=True):
            self._calls.append(
                CallRecord(self._name, tuple(args), dict(kwargs), outcome, self._check)
            )
        return outcomes

    def probe(self, probe: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        if probe not in OF_THE_CODE:
            self.plain = False
            raise CannotJudge("calls alone do not show it")
        return getattr(probes, probe)(self._function, *args, **kwargs)

    def cpu_seconds(self) -> float | None:
        return None

    def train(self) -> None:
        self.plain = False


class _Recorded(StandIn):
    """Stands for a function in a public test."""

    def __init__(self, remote: Remote, function: Any) -> None:
        super().__init__(remote)
        self.__wrapped__ = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__wrapped__(*args, **kwargs)


def record(
    question: str, tests: Mapping[str, str], names: Mapping[str, Any], seconds: float
) -> tuple[list[PublicResult], list[CallRecord]] | None:
    """The public tests of a question, and every call that they make.

    Args:
        question: Its id.
        tests: Sources of public tests by question.
        names: The notebook's variables.
        seconds: Processor seconds for each test.

    Returns:
        What each test came to, and the calls; None if a test looks at more than what calls give,
        or one ran out of time.

    Raises:
        NoTests: If there is no test under this id.
    """
    verdicts: list[PublicResult] = []
    calls: list[CallRecord] = []
    for check, test in enumerate(read_tests(question, tests)):
        heres: list[_Here] = []

        def stand_in(name: str, value: Any, at: int, own: list[_Here]) -> Any:
            if not callable(value) or isinstance(value, type):
                return value
            own.append(_Here(name, value, calls, at))
            return _Recorded(own[-1], value)

        given = {name: stand_in(name, value, check, heres) for name, value in names.items()}
        verdicts.append(run_test(test, given, seconds))
        if verdicts[-1].status == "timeout" or not all(here.plain for here in heres):
            return None
    return verdicts, calls


def lock(hint: str, name: str, calls: Sequence[CallRecord]) -> Locked:
    """A hint that opens for what the calls of a function came to.

    Args:
        hint: What is told.
        name: The function.
        calls: The calls of the public tests, in order.
    """
    seen = _see(calls, name)
    cells = tuple(math.ceil(math.log2(_COARSE * max(size, 1e-9))) for size in seen.sizes)
    grains = [value / 2.0**cell for value, cell in zip(seen.numbers, cells, strict=True)]
    shifts = tuple(round(grain - round(grain), _DIGITS) for grain in grains)
    key = _key(seen, cells, shifts)
    return Locked(name, cells, shifts, (_tag(key) + _cipher(key, hint.encode("utf-8"))).hex())


def unlock(locked: Locked, calls: Sequence[CallRecord]) -> str | None:
    """The hint, if these calls came to what it is locked with.

    Args:
        locked: From `hints.json`.
        calls: The calls of the public tests, in order.
    """
    seen = _see(calls, locked.name)
    if len(seen.numbers) != len(locked.cells):
        return None
    key = _key(seen, locked.cells, locked.shifts)
    data = bytes.fromhex(locked.text)
    tag = _tag(key)
    return _cipher(key, data[len(tag) :]).decode("utf-8") if data.startswith(tag) else None


def hint_for(
    question: str,
    tests: Mapping[str, str],
    names: Mapping[str, Any],
    seconds: float,
    folder: Path,
) -> str:
    """The hint that a wrong answer deserves by the public tests alone; empty if there is none.

    Args:
        question: Its id.
        tests: Sources of public tests by question.
        names: The notebook's variables.
        seconds: Processor seconds for each test.
        folder: Where the notebook lies.
    """
    locked = read_hints(folder).get(question, ())
    wanted = {name: value for name, value in names.items() if not name.startswith("_")}
    seen = record(question, tests, wanted, seconds) if locked else None
    if seen is None:
        return ""
    return next((text for one in locked if (text := unlock(one, seen[1])) is not None), "")


def read_hints(folder: Path) -> dict[str, tuple[Locked, ...]]:
    """The locked hints of a hand-out by question; none where there is no such file.

    Args:
        folder: Where the notebook lies.
    """
    try:
        told = json.loads(own(folder, HINTS_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        # It only adds to what can be said; without it less is said.
        return {}
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        return {}
    return {
        question: tuple(Locked(name, tuple(c), tuple(s), text) for name, c, s, text in entries)
        for question, entries in told["hints"].items()
    }


def hints_text(hints: Mapping[str, Sequence[Locked]]) -> str:
    """The text of `hints.json`; of several hints that open the first is told, as in grading."""
    entries = {
        question: [[one.name, list(one.cells), list(one.shifts), one.text] for one in locked]
        for question, locked in sorted(hints.items())
    }
    return json.dumps({"schema": SCHEMA, "hints": entries}, separators=(",", ":")) + "\n"


def _key(seen: _Seen, cells: Sequence[int], shifts: Sequence[float]) -> bytes:
    places = [
        round(value / 2.0**cell - shift)
        for value, cell, shift in zip(seen.numbers, cells, shifts, strict=True)
    ]
    return hashlib.sha256(json.dumps([seen.form, places]).encode("utf-8")).digest()


def _tag(key: bytes) -> bytes:
    return hashlib.sha256(b"tag" + key).digest()[:8]


def _cipher(key: bytes, text: bytes) -> bytes:
    blocks = range(len(text) // 32 + 1)
    stream = b"".join(hashlib.sha256(key + bytes([at])).digest() for at in blocks)
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))


def _see(calls: Sequence[CallRecord], name: str) -> _Seen:
    seen = _Seen()
    for call in calls:
        if call.name != name:
            continue
        outcome = call.outcome
        seen.form.append(f"{call.name} {call.check}")
        if outcome.raised is not None:
            seen.form.append(f"raised {outcome.raised.type_name}")
        else:
            _add(seen, outcome.value)
        for key in sorted(outcome.changed, key=str):
            seen.form.append(f"changed {key}")
            _add(seen, outcome.changed[key])
    return seen


def _add(seen: _Seen, value: Any) -> None:
    if hasattr(value, "detach"):
        seen.form.append(f"tensor {value.dtype} {value.requires_grad}")
        value = value.detach().cpu().numpy()
    if isinstance(value, dict):
        seen.form.append(f"dict {sorted(map(str, value))}")
        for key in sorted(value, key=str):
            _add(seen, value[key])
    elif isinstance(value, list | tuple):
        seen.form.append(f"{len(value)} values")
        for part in value:
            _add(seen, part)
    elif isinstance(value, np.ndarray | np.generic | float):
        _add_numbers(seen, value)
    elif isinstance(value, bool | int | str | bytes | type(None)):
        seen.form.append(repr(value))
    else:
        seen.form.append(type(value).__name__)


def _add_numbers(seen: _Seen, value: Any) -> None:
    array = np.asarray(value)
    kind = type(value).__name__ if isinstance(value, float) else "array"
    # Integers of any width are alike; floats are not, as their digits differ.
    width = "" if array.dtype.kind in "iu" and array.dtype.itemsize > 1 else array.dtype.itemsize
    seen.form.append(f"{kind} {array.dtype.kind}{width} {array.shape}")
    if array.dtype.kind != "f":
        seen.form.append(str(array.tolist()))
        return
    finite = np.isfinite(array)
    seen.form.append(hashlib.sha256(np.ascontiguousarray(finite).tobytes()).hexdigest())
    numbers = np.where(finite, array, 0).astype(np.float64).ravel()
    weights = np.random.default_rng(0).standard_normal((_PROJECTIONS, numbers.size))
    seen.numbers += (weights @ numbers).tolist()
    seen.sizes += [float(np.linalg.norm(numbers))] * _PROJECTIONS
