"""What views work with: gradebook, course, hand-ins, and readings that are kept a while."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, has_request_context, request

from autograder import gradebook
from autograder.gradebook import (
    Attempt,
    ErrorGroup,
    Failure,
    Gradebook,
    GradedParts,
    KnownAssignment,
    KnownQuestion,
    QuestionEvidence,
    RunVersion,
    Total,
)
from autograder.records.course import Course
from autograder.records.review import ReviewSettings
from autograder.records.roster import Student
from autograder.review.digests import Digest, digest_of
from autograder.review.linking import Tour
from autograder.review.work import WorkStore

T = TypeVar("T")

KEY = "autograder-desk"
"""Where an application keeps its desk."""

_MOST = 400
_MOST_FIXED = 200_000


@dataclass
class Desk:
    """Everything behind the pages.

    What is read from the gradebook is kept until its audit has a new entry: every change has one,
    so that nobody ever sees an old state.

    Attributes:
        book: The gradebook, open.
        course: The course on disk; None where there is only a gradebook.
        settings: Who may log in, and how.
        work: What was handed in, as far as it was gathered.
        failures: What went wrong in each run, as far as somebody asked.
        parts: Questions that are short of points in each run, likewise.
    """

    book: Gradebook
    course: Course | None
    settings: ReviewSettings
    work: WorkStore
    _kept: dict[Hashable, object] = field(default_factory=dict)
    _fixed: dict[Hashable, object] = field(default_factory=dict)
    _lasting: dict[tuple[Hashable, str], object] = field(default_factory=dict)
    _steady: dict[Hashable, tuple[Hashable, object]] = field(default_factory=dict)
    _digests: dict[str, dict[tuple[str, datetime], Digest]] = field(default_factory=dict)
    failures: dict[RunVersion, list[Failure]] = field(default_factory=dict)
    parts: dict[RunVersion, dict[str, GradedParts]] = field(default_factory=dict)
    _head: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, computed once for each state of the gradebook.

        Args:
            key: Names it, arguments included.
            make: Reads the gradebook and changes nothing.
        """
        return self._in(self._kept, key, make)

    def of_verdicts(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, until people, attempts or verdicts change.

        Args:
            key: Names it, arguments included.
            make: Reads these; no points, comments, documents or requests.
        """
        return self._in(self._lasting, (key, ""), make)

    def lasting(self, key: tuple[Hashable, str], make: Callable[[], T]) -> T:
        """What `make` gives, until the grades of the assignment change.

        Args:
            key: A name and the id of the assignment.
            make: Reads people, attempts, verdicts, points; no comments, documents or requests.
        """
        return self._in(self._lasting, key, make)

    def _in(self, cache: dict[Any, object], key: Hashable, make: Callable[[], T]) -> T:
        head = self._head_now()
        with self._lock:
            self._renew(head)
            if key in cache:
                return cast(T, cache[key])
        value = make()
        with self._lock:
            if self._head == head:
                cache[key] = value
        return value

    def _renew(self, head: str) -> None:
        """Forget what the entries since the last head may have changed."""
        if head != self._head:
            changed = gradebook.touched(self.book, self._head) if self._head else None
            for key in list(self._lasting):
                if changed is None or key[1] in changed:
                    del self._lasting[key]
            self._head = head
            self._kept.clear()
        elif len(self._kept) > _MOST:
            self._kept.clear()

    def _head_now(self) -> str:
        """Head of the audit; a page that only shows asks for it once."""
        if not has_request_context() or request.method != "GET":
            return gradebook.head(self.book)
        tour: Tour | None = g.get("tour")
        if tour is not None:
            # A site is of one moment.
            tour.head = tour.head or gradebook.head(self.book)
            return tour.head
        if "head" not in g:
            g.head = gradebook.head(self.book)
        head: str = g.head
        return head

    def fixed(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, computed once: for what follows from the key alone."""
        with self._lock:
            if key in self._fixed:
                return cast(T, self._fixed[key])
        value = make()
        with self._lock:
            if len(self._fixed) > _MOST_FIXED:
                self._fixed.clear()
            self._fixed[key] = value
        return value

    def steady(self, key: Hashable, state: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, computed again only when its state is another one.

        Args:
            key: Names it; one value is kept for each.
            state: All that the value follows from.
            make: Reads no more than that.
        """
        with self._lock:
            held = self._steady.get(key)
        if held is not None and held[0] == state:
            return cast(T, held[1])
        value = make()
        with self._lock:
            self._steady[key] = (state, value)
        return value

    def forked(self) -> None:
        """Begin anew in a forked process: with connections and a lock of its own."""
        self.book.engine.dispose(close=False)
        self.work.forked()
        self._lock = threading.Lock()

    def assignments(self) -> list[KnownAssignment]:
        """The assignments of the course."""
        return self.of_verdicts("assignments", lambda: gradebook.assignments(self.book))

    def assignment(self, key: str) -> KnownAssignment:
        """The assignment of that id; a page that is not there if there is none."""
        found = next((one for one in self.assignments() if one.id == key), None)
        if found is None:
            abort(404, f"The gradebook has no assignment {key!r}.")
        return found

    def question(self, of: KnownAssignment, key: str) -> KnownQuestion:
        """The question of that id; a page that is not there if there is none."""
        found = of.question(key)
        if found is None:
            abort(404, f"{of.id} has no question {key!r}.")
        return found

    def totals(self, assignment: str) -> dict[str, Total]:
        """Totals by student."""
        return self.lasting(("totals", assignment), lambda: gradebook.totals(self.book, assignment))

    def students(self) -> dict[str, Student]:
        """Everybody the gradebook knows, by key."""
        return self.of_verdicts(
            "students", lambda: {one.student_id: one for one in gradebook.students(self.book)}
        )

    def names(self) -> Hashable:
        """What everybody is called, to be held against what they were called."""
        return self.of_verdicts(
            "names", lambda: tuple((key, one.name) for key, one in self.students().items())
        )

    def student(self, key: str) -> Student:
        """The student of that key; a page that is not there if there is none."""
        found = self.students().get(key)
        if found is None:
            abort(404, f"The gradebook has no student {key[:80]!r}.")
        return found

    def digests(self, assignment: str) -> dict[str, Digest]:
        """What pages need of each verdict, by key of its run; a verdict is read once for all."""

        def read() -> dict[str, Digest]:
            held = dict(self._digests.get(assignment, {}))
            for key, at, document in gradebook.verdict_documents(self.book, assignment, held):
                held[key, at] = digest_of(document)
            with self._lock:
                self._digests[assignment] = held
            return {key: one for (key, _), one in sorted(held.items(), key=lambda item: item[0])}

        return self.of_verdicts(("digests", assignment), read)

    def attempts(self, assignment: str) -> list[Attempt]:
        """Every attempt at an assignment."""
        return self.of_verdicts(
            ("attempts", assignment), lambda: gradebook.attempts(self.book, assignment)
        )

    def counting(self, assignment: str) -> list[tuple[Total, Attempt]]:
        """Each total that rests on an attempt, with that attempt, by student."""

        def read() -> list[tuple[Total, Attempt]]:
            known = {one.id: one for one in self.attempts(assignment)}
            return [
                (total, known[total.attempt])
                for total in self.totals(assignment).values()
                if total.attempt is not None and total.attempt in known
            ]

        return self.lasting(("counting", assignment), read)

    def state(self, assignment: str) -> Hashable:
        """Which verdict counts for whom: what statistics of verdicts follow from."""
        return self.lasting(
            ("state", assignment),
            lambda: tuple(
                (total.student, total.section, total.status, attempt.id, attempt.run)
                for total, attempt in self.counting(assignment)
            ),
        )

    def scored(self, assignment: str) -> list[QuestionEvidence]:
        """The questions of every attempt that counts, as they were graded."""
        return self.steady(
            ("scored", assignment),
            self.state(assignment),
            lambda: gradebook.scored(
                self.book,
                assignment,
                counting={attempt.id for _, attempt in self.counting(assignment)},
            ),
        )

    def error_groups(self, assignment: str) -> list[ErrorGroup]:
        """The error groups of an assignment."""

        def read() -> list[ErrorGroup]:
            holders = gradebook.holders_in(self.totals(assignment).values())
            return gradebook.error_groups(
                self.book, assignment, kept=self.failures, holders=holders
            )

        return self.steady(("errors", assignment), self.state(assignment), read)

    def title(self) -> str:
        """Title of the course."""
        named = self.of_verdicts("name", lambda: gradebook.course_name(self.book))
        return named or (self.course.settings.name if self.course else "Review")


def install(app: Flask, desk: Desk) -> None:
    """Put the desk where views find it."""
    app.extensions[KEY] = desk


def desk() -> Desk:
    """The desk of the request's application."""
    return cast(Desk, current_app.extensions[KEY])
