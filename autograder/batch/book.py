"""The course's gradebook while a class is graded: claims before, verdicts after.

Only the client reaches the gradebook, so that grader processes and workers of a cluster need no
access to it. A claim is renewed as long as the client lives; the verdict of a run that is there
already is taken from there.
"""

import os
import platform
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Self

import autograder
from autograder import gradebook
from autograder.batch.options import About
from autograder.grading.case_seed import course_secret, keyed
from autograder.intake.find import Found
from autograder.intake.of_course import wanted_for
from autograder.intake.submission import take_in
from autograder.records.course import Course
from autograder.records.errors import IntakeError
from autograder.records.release import Release
from autograder.records.result import Provenance, SubmissionResult
from autograder.records.seal import sealed

LEASE = timedelta(seconds=60)
"""How long what a dead run had claimed keeps others from it."""

RENEW_SECONDS = 15.0
STRANGER = "Not on the roster: find out whose work it is before its points go anywhere."


class Book:
    """The gradebook of a batch. A context manager.

    Args:
        course: The course.
        release: The release that is graded; it is made known.
        where: File or address.
        author: Who grades.
        strangers: Students whom the roster does not know.

    Raises:
        GradebookError: If it cannot be reached.
    """

    def __init__(
        self, course: Course, release: Release, where: str, author: str, strangers: Sequence[str]
    ) -> None:
        self._assignment = release.assignment
        self._author = author
        self._owner = f"{author}, process {os.getpid()} on {socket.gethostname()}"
        self._secret = course_secret(course)
        self._wanted = wanted_for(course, release.assignment)
        self._strangers = frozenset(strangers)
        self._held: dict[str, gradebook.Lease] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.book = gradebook.open_gradebook(_place(course, where))
        try:
            gradebook.set_assignment(self.book, author, release)
            enrolled = {one.student_id for one in gradebook.students(self.book, enrolled=True)}
        except BaseException:
            self.book.close()
            raise
        self._enrolled = enrolled
        threading.Thread(target=self._renew, name="claims", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        with self._lock:
            for held in self._held.values():
                # What cannot be given back expires.
                with suppress(gradebook.GradebookError):
                    gradebook.give_up(self.book, held)
        self.book.close()

    def claim(self, found: Found, about: About) -> SubmissionResult | bool:
        """Ask to grade a submission.

        Returns:
            Its verdict if there is one; else whether it may be graded now: another run may be at
            it. What cannot be taken in needs no claim.
        """
        try:
            submission = take_in(found, self._wanted)
        except IntakeError:
            return True
        key = gradebook.run_key(
            Provenance(
                submission_sha256=submission.sha256,
                release_sha256=about.release_sha256,
                autograder_version=autograder.__version__,
                seed=keyed(self._secret, self._assignment, submission.sha256),
                engine=about.engine,
                engine_form=about.form,
                device=about.device,
                profile=about.profile,
                python=platform.python_version(),
            )
        )
        answer = gradebook.claim(self.book, key, self._owner, lease=LEASE)
        if isinstance(answer, gradebook.Busy):
            return False
        if isinstance(answer, gradebook.Lease):
            with self._lock:
                self._held[found.student] = answer
            return True
        verdict = gradebook.verdict(
            self.book, key, student=found.student, file=submission.file, late=submission.late
        )
        return self.checked(found, verdict, ours=False)

    def checked(
        self, found: Found, result: SubmissionResult, *, ours: bool = True
    ) -> SubmissionResult:
        """The result, marked for review if nobody knows whose it is, under its seal.

        Args:
            found: The hand-in.
            result: What it came to.
            ours: Whether it has a seal that stands as long as nothing is changed.
        """
        stranger = found.student in self._strangers or (
            bool(self._enrolled)
            and not {found.student, *(m.student_id for m in found.members)} & self._enrolled
        )
        if stranger and STRANGER not in result.notes:
            notes = (*result.notes, STRANGER)
            result = result.model_copy(update={"notes": notes, "needs_review": True})
        elif not stranger and STRANGER in result.notes:
            rest = tuple(note for note in result.notes if note != STRANGER)
            waits = not result.status.scored or not result.questions
            result = result.model_copy(update={"notes": rest, "needs_review": waits})
        elif ours:
            return result
        return sealed(result, self._secret)

    def finish(self, found: Found, result: SubmissionResult) -> None:
        """Write the verdict of a claimed run; without a score the run is free again.

        Raises:
            GradebookError: If it cannot be written.
        """
        with self._lock:
            held = self._held.pop(found.student, None)
        if held is None:
            return
        made = result.provenance
        if made is None or not result.status.scored or gradebook.run_key(made) != held.key:
            gradebook.give_up(self.book, held)
            return
        # Somebody else was faster once our claim had expired: their verdict counts.
        with suppress(gradebook.Stale):
            gradebook.finish(self.book, self._author, held, result)

    def take_in(self, out: Path) -> Iterator[str]:
        """Take in the grades that were written: whose each verdict is.

        Yields:
            What a person should know, one sentence each.
        """
        done = gradebook.import_results(self.book, self._author, out)
        yield f"Gradebook {self.book.url}: {done.attempts} attempts are new."
        if done.waiting:
            yield (
                f"{len(done.waiting)} verdicts are newer than the ones that count. See who would "
                f"change with: autograder gradebook diff {self._assignment}"
            )

    def _renew(self) -> None:
        while not self._over.wait(RENEW_SECONDS):
            with self._lock:
                for student, held in list(self._held.items()):
                    # One that is lost is found out when its verdict is written; so is a database
                    # that does not answer.
                    with suppress(gradebook.GradebookError):
                        self._held[student] = gradebook.renew(self.book, held, lease=LEASE)


def _place(course: Course, where: str) -> str | Path:
    """A file of `course.toml` lies relative to the course's folder; an address is one."""
    return where if "://" in where else course.root / where
