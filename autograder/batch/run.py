"""Grading a class: survey it, hand it out, write each result as soon as it is there."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.batch.cluster import Cluster
from autograder.batch.options import (
    About,
    BatchReport,
    Graded,
    Graders,
    Job,
    Options,
    Setup,
    as_text,
)
from autograder.batch.pool import Processes
from autograder.batch.shards import ShardRecord, check_part, write_part
from autograder.batch.unchanged import Unchanged
from autograder.grades import check_folder, result_path, write_grades
from autograder.intake.find import Found
from autograder.intake.of_course import survey_for
from autograder.records import files
from autograder.records.course import Course
from autograder.records.errors import AutograderError, ConfigError, EngineError, Stopped
from autograder.records.release import Release, read_release
from autograder.records.result import SubmissionResult, load
from autograder.training.options import silent

if TYPE_CHECKING:
    from autograder.batch.book import Book


Provenance = Mapping[str, Any] | None

_LOOK_AGAIN_SECONDS = 1.0
"""How often it is asked whether another run has finished what it claimed."""


@dataclass
class _Class:
    """A class while it is graded: what is done, on disk already."""

    out: Path
    found: Sequence[Found]
    progress: Callable[[Graded], None]
    book: "Book | None"
    unchanged: Unchanged | None
    done: dict[str, SubmissionResult] = field(default_factory=dict)
    kept: int = 0

    def grade(self, graders: Graders) -> None:
        """Have every submission graded, also those that another run is at."""
        waiting = list(self.found)
        while waiting:
            later: list[Found] = []
            for job, text in graders.run(self._jobs(waiting, graders, later)):
                self._keep(job.found, text)
            if waiting := later:
                time.sleep(_LOOK_AGAIN_SECONDS)

    def _jobs(self, found: Sequence[Found], graders: Graders, later: list[Found]) -> Iterator[Job]:
        """Submissions that may be graded now, with the provenance of the result that is there."""
        for one in found:
            there = _scored(self.out, one)
            earlier = _provenance(there)
            if self.book is None and there is not None and self._holds(one, earlier):
                self._done(there, kept=True)
                continue
            if self.book is not None:
                claimed = self.book.claim(one, self._expected(graders, earlier))
                if isinstance(claimed, SubmissionResult):
                    self._take(one, claimed)
                    continue
                if not claimed:
                    later.append(one)
                    continue
            yield Job(one, earlier)

    def about(self, graders: Graders) -> About:
        """What the class was graded by; that of graders that were not needed is told without."""
        told = self.unchanged.about if self.unchanged and self.kept == len(self.done) else None
        return told or graders.about()

    def _holds(self, one: Found, earlier: Provenance) -> bool:
        """Whether the result that is there can be kept, where that can be told here."""
        if earlier is None or self.unchanged is None:
            return False
        return self.unchanged.holds(one, earlier)

    def _expected(self, graders: Graders, earlier: Provenance) -> About:
        """What a submission is graded by. Where it was graded before, nobody may have to start."""
        told = None if earlier is None or self.unchanged is None else self.unchanged.about
        return told or graders.about()

    def _keep(self, found: Found, text: str | None) -> None:
        """Write a result, or keep the one that is there where the text is None."""
        path = result_path(self.out, found.student)
        written = path.read_text(encoding="utf-8") if text is None else text
        result = load(json.loads(written))
        if self.book is not None:
            result = self.book.checked(found, result)
            written = as_text(result)
        if text is not None or self.book is not None:
            files.write_text(path, written)
        if self.book is not None:
            self.book.finish(found, result)
        self._done(result, kept=text is None)

    def _take(self, found: Found, verdict: SubmissionResult) -> None:
        """Write a verdict of the gradebook, unless it is there."""
        path = result_path(self.out, found.student)
        if _provenance(_scored(self.out, found)) != verdict.model_dump()["provenance"]:
            files.write_text(path, as_text(verdict))
        self._done(load(json.loads(path.read_text(encoding="utf-8"))), kept=True)

    def _done(self, result: SubmissionResult, *, kept: bool) -> None:
        self.done[result.student] = result
        self.kept += kept
        self.progress(Graded(result, kept, len(self.done), len(self.found)))


def grade_class(
    course: Course,
    assignment: str,
    submissions: Path,
    out: Path,
    options: Options,
    progress: Callable[[Graded], None] = lambda graded: None,
) -> BatchReport:
    """Grade every submission of a class, or of a shard of it, and write results and grades.

    A result that is there already and was made of the same submission, release, version, seed,
    engine and profile is kept, so that a second run goes on where the first one stopped. A shard
    writes results and what `merge` needs; grades are of a whole class.

    Args:
        course: The course.
        assignment: Id of the assignment.
        submissions: The class folder.
        out: Folder of the output; made if missing.
        options: How to grade.
        progress: Called after each submission.

    Raises:
        Stopped: After Ctrl-C; says how to go on.
        AutograderError: If there is nothing to grade, nothing to grade with or no room.
    """
    course.assignment(assignment)
    release = read_release(course.build / assignment / "release.json")
    surveyed = survey_for(course, assignment, submissions, out, options.format)
    check_folder(out, assignment)
    check_part(out, assignment, options.shard)
    everyone = _wanted(surveyed.found, options.students)
    found = options.shard.part(everyone) if options.shard else everyone
    notes: tuple[str, ...] = ()
    # What trains says nothing through another process.
    training = replace(options.training, progress=silent)
    root = str(course.root.resolve())
    setup = Setup(root, release.assignment, options.engine, options.strict, training)
    unchanged = Unchanged(course, release, setup) if options.scheduler is None else None
    with (
        _room(out),
        _book(course, release, options, surveyed.unmatched) as book,
        _graders(setup, release, options, len(found)) as graders,
    ):
        of = _Class(out, found, progress, book, unchanged)
        try:
            of.grade(graders)
            about = None if options.shard is None else of.about(graders)
        except KeyboardInterrupt:
            raise Stopped(f"Stopped: {_so_far(of)}") from None
        except EngineError as error:
            if not of.done:
                raise
            raise EngineError(f"{error} {_so_far(of)}") from error
        except AutograderError as error:
            raise AutograderError(f"{error} {_so_far(of)}") from error
        results = tuple(of.done[one.student] for one in found)
        if options.shard is None or about is None:
            missing = () if options.students else surveyed.missing
            write_grades(out, release, results, found, missing)
            notes = () if book is None else tuple(book.take_in(out))
        else:
            students = [one.student for one in everyone]
            write_part(
                out,
                ShardRecord.of_shard(course, assignment, options.shard, about, students, found),
            )
    return BatchReport(release, results, of.kept, surveyed, options.shard, notes)


def _wanted(found: Sequence[Found], students: Sequence[str]) -> Sequence[Found]:
    """The hand-ins of some students, a group's included; all where nobody is named."""
    if not students:
        return found
    keys = {one.student: {one.student, *(m.student_id for m in one.members)} for one in found}
    strangers = sorted(set(students) - set().union(*keys.values()))
    if strangers:
        raise ConfigError(
            f"{strangers[0]!r} has no hand-in there; name students as grades.csv does."
        )
    return [one for one in found if keys[one.student] & set(students)]


def _so_far(of: _Class) -> str:
    return (
        f"{len(of.done)} of {len(of.found)} submissions are graded and kept in {of.out}. "
        "Run the same command again to go on."
    )


def _scored(out: Path, found: Found) -> SubmissionResult | None:
    """The result that is there, if it is complete and carries a score."""
    try:
        result = load(json.loads(result_path(out, found.student).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        # None there, or one that an older version or another program wrote: graded again.
        return None
    return result if result.status.scored else None


def _provenance(result: SubmissionResult | None) -> Provenance:
    """What a result was made of, by name."""
    made = None if result is None else result.provenance
    return None if made is None else made.model_dump()


@contextmanager
def _room(out: Path) -> Iterator[None]:
    """Turn a full disk or a folder that cannot be written into one line."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise AutograderError(
            f"{error.filename or out} cannot be written ({error.strerror}). Results written before "
            "are complete; make room and run the same command again to go on."
        ) from error


@contextmanager
def _graders(setup: Setup, release: Release, options: Options, count: int) -> Iterator[Graders]:
    """Processes of this machine, or those of a cluster."""
    if options.scheduler is not None:
        with Cluster(setup, release, options.scheduler) as cluster:
            yield cluster
    else:
        with Processes(setup, release, min(options.jobs, count)) as processes:
            yield processes


@contextmanager
def _book(
    course: Course, release: Release, options: Options, strangers: Sequence[str]
) -> Iterator["Book | None"]:
    """The gradebook that verdicts go to, if any."""
    where = options.gradebook or course.settings.gradebook
    if where is None:
        yield None
        return
    # Its libraries take a second that most runs need not wait for.
    from autograder.batch.book import Book

    with Book(course, release, where, options.author, strangers) as book:
        yield book
