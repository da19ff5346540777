"""Known submissions graded through the whole path, and what their verdicts deviate in."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.batch import Graded, Options, grade_class
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Library
from autograder.records.course import Course
from autograder.records.errors import ConfigError
from autograder.records.release import Release
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.specimens import read_material
from autograder.verify.known import ExpectedVerdict, KnownCase, load_cases, write_class

_OPEN = "hostile work is graded inside a sandbox only, and there is none here"
_CLOSE = 1e-6
"""Points are told with four digits."""


@dataclass(frozen=True)
class KnownReport:
    """The known submissions of an assignment, graded.

    Attributes:
        assignment: The assignment's id.
        cases: All cases, by name.
        left_out: Why a case was not graded, by its name.
        deviations: By name of the case, what came out otherwise; cases that came out right are
            not in it.
    """

    assignment: str
    cases: tuple[KnownCase, ...]
    left_out: Mapping[str, str]
    deviations: Mapping[str, tuple[str, ...]]


def grade_known(
    course: Course,
    assignment: str,
    options: Options,
    progress: Callable[[Graded], None] = lambda graded: None,
) -> KnownReport:
    """Grade `assignments/<id>/known/` as a class and hold every result against its case.

    Hostile cases are graded inside a sandbox only.

    Args:
        course: The course; the assignment has been built.
        assignment: Its id.
        options: How to grade.
        progress: Called after each case.

    Raises:
        ConfigError: If there are no known submissions, or one of them is malformed.
        AutograderError: See `grade_class`.
    """
    cases = tuple(load_cases(course.known(assignment)))
    if not cases:
        raise ConfigError(
            f"{course.known(assignment)} holds no known submission; write a folder with an "
            "expected.toml and an answers.py (docs/instructors.md shows one)."
        )
    hostile = [case.name for case in cases if case.kind == "hostile"]
    left_out = dict.fromkeys(hostile if hostile and not _isolates(course, options) else (), _OPEN)
    graded = [case for case in cases if case.name not in left_out]
    with tempfile.TemporaryDirectory(prefix="autograder-known-") as scratch:
        class_folder = Path(scratch).resolve() / "class"
        class_folder.mkdir()
        write_class(graded, read_material(course, assignment), class_folder)
        out = class_folder.parent / "out"
        # Names of cases are nobody's: they must not be read as those of a platform's download.
        plain = replace(options, format="plain")
        report = grade_class(course, assignment, class_folder, out, plain, progress)
    results = {result.student: result for result in report.results}
    found = {
        case.name: tuple(deviations(case, results[case.name], report.release)) for case in graded
    }
    return KnownReport(assignment, cases, left_out, {name: d for name, d in found.items() if d})


def deviations(case: KnownCase, result: SubmissionResult, release: Release) -> Iterator[str]:
    """What a result differs in from what its case expects, one sentence a deviation.

    Args:
        case: The known submission.
        result: What grading it came to.
        release: The release that it was graded by.
    """
    expected = case.expected(release)
    found = {question.id: question for question in result.questions}
    for name in sorted(expected.keys() ^ found.keys()):
        yield f"{name}: {'missing from the result' if name in expected else 'not expected at all'}"
    for name, verdict in expected.items():
        if name in found:
            yield from _question(found[name], verdict)
    if result.status is not case.status:
        yield f"the submission is {result.status}, expected {case.status}: {_why(result)}"
    total = case.total(release)
    if result.total is None or abs(result.total - total) > _CLOSE:
        yield f"{_points(result.total)} in all, expected {total:g}"
    if not result.status.scored:
        yield f"this is a fault of the course or of the grader: {_why(result)}"
    text = result.model_dump_json()
    for secret in case.absent:
        if secret in text:
            yield f"the result contains {secret!r}"


def _isolates(course: Course, options: Options) -> bool:
    engine = pick_engine(options.engine, strict=options.strict, library=Library.of(course))
    try:
        return engine.describe().form != "none"
    finally:
        engine.close()


def _question(question: QuestionResult, verdict: ExpectedVerdict) -> Iterator[str]:
    failed = [check for check in question.checks if check.message and check.status != "passed"]
    told = "; ".join(f"{check.name}: {check.message}" for check in failed) or question.message
    same = question.points == verdict.points or (
        question.points is not None
        and verdict.points is not None
        and abs(question.points - verdict.points) <= _CLOSE
    )
    if not same or question.status is not verdict.status:
        yield (
            f"{question.id}: {_points(question.points)} ({question.status}), "
            f"expected {_points(verdict.points)} ({verdict.status}): {told or 'no message'}"
        )
    alone = verdict.points if verdict.alone is None else verdict.alone
    if alone is not None and abs((question.points_alone or 0.0) - alone) > _CLOSE:
        yield (
            f"{question.id}: {_points(question.points_alone)} without follow-through, "
            f"expected {_points(alone)}: {told or 'no message'}"
        )
    named = question.misconception or ""
    if verdict.misconception is not None and named != verdict.misconception:
        yield (
            f"{question.id}: names {named or 'no mistake'}, "
            f"expected {verdict.misconception or 'none'}: {question.message}"
        )
    if bool(question.hint) != bool(named):
        yield f"{question.id}: a mistake and its hint do not come together"
    shown = "\n".join((question.message, *(check.message for check in question.checks)))
    if verdict.says is not None and verdict.says not in shown:
        yield f"{question.id}: does not say {verdict.says!r}: {told}"
    lost = question.points is not None and question.points < question.possible
    if lost and not question.message:
        yield f"{question.id}: points are lost without a word"


def _points(points: float | None) -> str:
    return "no points" if points is None else f"{points:g} points"


def _why(result: SubmissionResult) -> str:
    return "; ".join(text for text in (result.message, *result.notes) if text) or "no message"
