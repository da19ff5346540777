"""What a misconception is: a named wrong implementation with the hint that it deserves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation that a student may plausibly hand in.

    Invariants: the tests of its question reject `implementation`, and diagnosis shows `hint` for
    it; `autograder verify` holds both.

    Attributes:
        id: Unique within the question, in snake case; the function's name.
        hint: One or two sentences to the student; says what was done, never the solution's code.
        implementation: Takes what the student's function takes and returns (or raises) what
            the misconception would. Where the answer is variables, it takes the variables that the
            task depends on and returns a dict of the wrong ones.
        recognise: Tells the misconception from an answer alone: the value that the student's
            function returned, or the dict of the question's variables. None: the answer is
            compared with what `implementation` gives.
        variable: The student's function that it is about.
        about_raising: Whether what is wrong is that the function raises; exceptions alone are
            evidence then.
        meaning: Mistakes of one meaning may stand in for each other; empty for its own.
    """

    id: str
    hint: str
    implementation: Callable[..., Any]
    recognise: Callable[[Any], bool] | None = None
    variable: str = ""
    about_raising: bool = False
    meaning: str = ""


@dataclass(frozen=True)
class TellingCall:
    """A call by a probe, and what every right answer comes to there, whatever its design.

    Invariants: it is no call of a hidden test, and what is expected stands in the question's text.

    Attributes:
        variable: The student's function.
        probe: Name of a function in `gradekit.probes`.
        args: What the probe takes besides the function.
        kwargs: The same by name.
        part: Where in the probe's report the value stands.
        expected: The value.
    """

    variable: str
    probe: str
    args: tuple[Any, ...]
    part: tuple[int | str, ...]
    expected: Any
    kwargs: Mapping[str, Any] = field(default_factory=dict)


class Question:
    """What staff know of one question: the right answer, and the mistakes with their hints.

    A file `staff/<question>.py` makes one under the name `question` and fills it by decorators; the
    file's name is the question's id.

    Attributes:
        id: Question id, by which the file is called.
        variable: Name of the student's function or variable that the mistakes are about, where
            they do not name another.
        depends_on: Where the answer is variables and no function: names of the variables that the
            task depends on, which every implementation takes.
        references: A right implementation of each function; none where answers are recognised one
            by one.
        helped: What students may read when they ask for help; see `help`.
        free: A right answer that draws what is left open, if something is; see `freely`.
        seen_by: The view in which right answers agree; empty for the value itself.
        parts: By function: parts of a probe's report in which right answers agree; all of them,
            where a function is not listed.
        telling_calls: What every right answer does, see `shown_by`.
        small_calls: By function and probe: forms from which a search starts, see `starts_from`.
    """

    def __init__(self, variable: str, depends_on: tuple[str, ...] = ()) -> None:
        self.id = ""
        self.variable = variable
        self.depends_on = depends_on
        self.references: dict[str, Callable[..., Any]] = {}
        self.helped: dict[str, str] = {}
        self.free: Callable[..., Any] | None = None
        self.seen_by = ""
        self.parts: dict[str, frozenset[tuple[int | str, ...]]] = {}
        self.telling_calls: list[TellingCall] = []
        self.small_calls: dict[tuple[str, str], list[tuple[tuple[Any, ...], dict[str, Any]]]] = {}
        self._items: list[Misconception] = []

    def help(self, ask: str, line: str = "") -> None:
        """Set what `help_me` says of the question. **Students read it**: the build hands it out.

        Args:
            ask: A question back, which leads to the next thought and answers nothing.
            line: A line of code with gaps (`...`).
        """
        self.helped = {"ask": ask, "line": line}

    def freely(self, seen_by: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register a right answer that draws whatever right answers may do in different ways.

        Where an answer is drawn or free in part, its value is not the only right one, and a call is
        replayed at home only where this function comes to what the reference comes to, whatever
        the seed.

        Args:
            seen_by: Name of a view in `gradekit.probes.views`: what right answers agree on. Empty
                where that is the value itself.
        """

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self.free, self.seen_by = function, seen_by
            return function

        return register

    def agrees_on(self, *parts: tuple[int | str, ...], variable: str = "") -> None:
        """Say in which parts of a probe's report right answers agree, where a design is free.

        A replay shows what is expected: of a free design it must not show that of the reference.

        Args:
            *parts: Ways into the report, such as `("count",)`; none if nothing can be replayed.
            variable: Which of the question's functions it is; the question's own by default.
        """
        self.parts[variable or self.variable] = frozenset(parts)

    def shown_by(
        self,
        probe: str,
        *args: Any,
        part: tuple[int | str, ...],
        expected: Any,
        variable: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a call by which wrong answers are seen again at home, where none can be searched for.

        Where an answer takes no argument, or many are right, say what each right one does. The
        first of these calls that an answer fails is its replay.

        Args:
            probe: Name of a function in `gradekit.probes`.
            *args: What it takes besides the student's function.
            part: Where in its report the value stands.
            expected: What every right answer comes to.
            variable: Which of the question's functions it is; the question's own by default.
            options: What the probe takes by name.
        """
        about = variable or self.variable
        self.telling_calls.append(
            TellingCall(about, probe, args, part, expected, dict(options or {}))
        )

    def starts_from(
        self,
        probe: str,
        *args: Any,
        variable: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a small call, from which the search for a replay starts before that of a check.

        A network that a check hands over does not shrink to one that can be worked out by hand. The
        numbers are drawn anew; what counts is the form.

        Args:
            probe: Name of a function in `gradekit.probes`; empty for a plain call.
            *args: What it takes besides the student's function.
            variable: Which of the question's functions it is; the question's own by default.
            options: What it takes by name.
        """
        key = variable or self.variable, probe
        self.small_calls.setdefault(key, []).append((args, dict(options or {})))

    def reference(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Register the decorated function as right: what it does not agree with is a wrong call."""
        self.references[self.variable] = function
        return function

    def reference_for(self, variable: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """As `reference`, for another function that the question asks for."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self.references[variable] = function
            return function

        return register

    def mistake(
        self,
        hint: str,
        recognise: Callable[[Any], bool] | None = None,
        variable: str = "",
        about_raising: bool = False,
        meaning: str = "",
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register the decorated function as a wrong implementation with this hint.

        Args:
            hint: What to tell the student.
            recognise: See `Misconception`.
            variable: Which of the question's functions it is; the question's own by default.
            about_raising: See `Misconception`.
            meaning: See `Misconception`.
        """
        about = variable or self.variable

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            name = function.__name__
            item = Misconception(name, hint, function, recognise, about, about_raising, meaning)
            self._items.append(item)
            return function

        return register

    def mistake_of(self, name: str) -> Callable[..., Any]:
        """The wrong implementation of a name.

        Raises:
            KeyError: If there is none.
        """
        return {item.id: item.implementation for item in self._items}[name]

    @property
    def right(self) -> Callable[..., Any] | None:
        """The right implementation of the question's own function, if it has one."""
        return self.references.get(self.variable)

    @property
    def variables(self) -> frozenset[str]:
        """Every function that the mistakes are about."""
        return frozenset((self.variable, *(item.variable for item in self._items)))

    @property
    def mistakes(self) -> tuple[Misconception, ...]:
        """All of them, in the order of the module: the first that explains a result is shown."""
        return tuple(self._items)
